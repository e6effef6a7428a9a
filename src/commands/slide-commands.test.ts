import { describe, expect, it } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { beginRun, finishRun } from '#state/run-in-progress.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { fakeContext, fakeResult, fakeSlide } from '#test-support/fake-services.ts';
import type { PatchRequest, SlideClient } from '#workers/slide/contract.ts';
import { slideCommands } from './slide-commands.ts';

function open(slides: Partial<SlideClient>, change: Parameters<typeof fakeSlide>[0] = {}) {
  const context = fakeContext({ slides });
  let cancelled = 0;
  context.stores.slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
  context.stores.slides.setState((state) =>
    finishOpening(state, 't', fakeSlide(change), { statedUmPerPx: null, downloadedFrom: null }),
  );
  const commands = slideCommands(context, () => cancelled++);
  return { context, commands, cancelled: () => cancelled };
}

describe('stating a spacing', () => {
  it('is remembered for the slide, and taken back', () => {
    const { context, commands } = open({});
    expect(commands.stateSpacing('slide-1', 0.63)).toBe(true);
    expect(context.stores.slides.getState().byId['slide-1']?.statedUmPerPx).toBe(0.63);
    expect(context.stored()).toContain('0.63');
    commands.stateSpacing('slide-1', null);
    expect(context.stores.preferences.getState().statedSpacings).toEqual([]);
  });

  it.each([0, 0.049, 50.1, Number.NaN])('of %f µm/px is refused', (umPerPx) => {
    const { context, commands } = open({});
    expect(commands.stateSpacing('slide-1', umPerPx)).toBe(false);
    expect(context.stores.slides.getState().byId['slide-1']?.statedUmPerPx).toBeNull();
  });
});

describe('closing a slide', () => {
  it('cancels a run on it and forgets its result', async () => {
    const closed: string[] = [];
    const { context, commands, cancelled } = open({
      close: ({ slideId }) => {
        closed.push(slideId);
        return Promise.resolve();
      },
    });
    const run = { id: 'r', slideId: 'slide-1', modelId: 'm', startedAtMs: 0 };
    context.stores.runs.setState((state) => finishRun(beginRun(state, run), 'r', fakeResult(), 1));
    context.stores.runs.setState((state) => beginRun(state, { ...run, id: 'r2' }));
    await commands.closeSlide('slide-1');
    expect(cancelled()).toBe(1);
    expect(closed).toEqual(['slide-1']);
    expect(context.stores.runs.getState().results).toEqual({});
    expect(context.stores.slides.getState().shownId).toBeNull();
  });
});

describe('closing a slide whose worker crashes meanwhile', () => {
  it('has closed it', async () => {
    const { context, commands } = open({
      close: () => Promise.reject(new FoveaError('worker/crashed', { worker: 'slide', what: 'gone' })),
    });
    await commands.closeSlide('slide-1');
    expect(context.stores.slides.getState().order).toEqual([]);
  });
});

describe('the overview', () => {
  it('asks for the whole slide, no side longer than wanted', async () => {
    const requests: PatchRequest[] = [];
    const { commands } = open({
      patches: (request) => {
        requests.push(request);
        return Promise.resolve({ pixels: new Uint8Array(100 * 50 * 3), holes: [] });
      },
    });
    const picture = await commands.overview('slide-1', 100, new AbortController().signal);
    expect(picture).toMatchObject({ width: 100, height: 50 });
    expect(requests).toEqual([
      { slideId: 'slide-1', rects: [{ x: 0, y: 0, width: 2000, height: 1000 }], outWidthPx: 100, outHeightPx: 50 },
    ]);
  });
});

describe('the overview of a large slide without coarse levels', () => {
  const [width, height, tile] = [200_000, 100_000, 256];
  const levels = [
    { width, height, tileWidth: tile, tileHeight: tile, columns: 782, rows: 391, downsampleX: 1, downsampleY: 1 },
  ];

  it('looks at some hundred whole tiles, spread evenly, and not at all of them', async () => {
    const requests: PatchRequest[] = [];
    const { commands } = open(
      {
        patches: (request) => {
          requests.push(request);
          return Promise.resolve({ pixels: new Uint8Array(request.rects.length * 3), holes: [] });
        },
      },
      { width, height, levels },
    );
    const picture = await commands.overview('slide-1', 400, new AbortController().signal);
    expect(picture.width / picture.height).toBeCloseTo(2, 0);
    expect(picture.pixels.length).toBe(picture.width * picture.height * 3);
    const [{ rects, ...request } = { rects: [] }] = requests;
    expect(request).toEqual({ slideId: 'slide-1', outWidthPx: 1, outHeightPx: 1 });
    expect(rects.length).toBeGreaterThan(400);
    expect(rects.length).toBeLessThanOrEqual(512);
    expect(rects.every((rect) => rect.x % tile === 0 && rect.y % tile === 0 && rect.width === tile)).toBe(true);
    expect(Math.max(...rects.map(({ x }) => x))).toBeGreaterThan(width * 0.95);
    expect(Math.max(...rects.map(({ y }) => y))).toBeGreaterThan(height * 0.95);
  });
});

describe('figures of a slide', () => {
  const stats = { bytesRead: 7, requests: 1, cacheBytes: 0, tilesDecoded: 0, holes: 0, hosts: ['h.test'] };

  it('are kept with it', async () => {
    const { context, commands } = open({ stats: () => Promise.resolve(stats) });
    await commands.refreshStats('slide-1');
    expect(context.stores.slides.getState().byId['slide-1']).toMatchObject({ bytesRead: 7, hosts: ['h.test'] });
  });

  it('stay as they are once it is gone', async () => {
    const gone = new FoveaError('slide/not-open', { slideId: 'slide-1' });
    const { context, commands } = open({ stats: () => Promise.reject(gone) });
    await commands.refreshStats('slide-1');
    expect(context.stores.slides.getState().byId['slide-1']?.bytesRead).toBe(0);
  });
});
