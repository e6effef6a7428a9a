import { describe, expect, it } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { parseResultFile, serializeResult } from '#core/result/result-file.ts';
import { RESULT_LIMITS } from '#core/result/result-schema.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import { shownMap, viewOfResult } from '#state/result-view.ts';
import { displayedResult, showResult, shownKept } from '#state/displayed.ts';
import { finishRun, beginRun } from '#state/run-in-progress.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { fakeContext, fakeResult, fakeSlide } from '#test-support/fake-services.ts';
import type { CommandContext } from './context.ts';
import { createCommands } from './create-commands.ts';
import type { Share } from './share-commands.ts';

const APP = 'https://fovea.test/app/';
const SLIDE_URL = `${APP}phantom/a.svs`;

interface Options {
  /** What opening gives, by address or file name. */
  readonly slides?: Readonly<Record<string, Partial<SlideDescription>>>;
  readonly context?: Partial<CommandContext>;
}

/** A window on some machine, with a record of what it contacted. */
function machine({ slides = {}, context: more = {} }: Options = {}) {
  const contacted: string[] = [];
  let opened = 0;
  const context = fakeContext({
    slides: {
      open: ({ source }) => {
        const name = source.kind === 'url' ? source.url : source.kind === 'file' ? source.file.name : source.name;
        if (source.kind === 'url') contacted.push(source.url);
        const facts = slides[name];
        if (!facts) return Promise.reject(new FoveaError('source/network', { url: name }));
        const url = source.kind === 'url' ? source.url : null;
        return Promise.resolve(fakeSlide({ id: `slide-${++opened}`, url, ...facts }));
      },
      close: () => Promise.resolve(),
    },
    context: {
      fetchBlob: (url) => {
        contacted.push(url);
        return Promise.reject(new FoveaError('source/network', { url }));
      },
      readResultFile: async (file) => parseResultFile(await file.text(), file.name),
      ...more,
    },
  });
  const commands = createCommands(context);
  const { stores } = context;
  const shown = () => shownKept(stores.runs.getState(), stores.slides.getState().shownId ?? '');
  return { context, commands, stores, contacted, shown, status: () => stores.link.getState().status };
}

/** A link made in one window after a run there. */
async function madeLink(url: string | null = SLIDE_URL): Promise<Share> {
  const name = url ?? 'a.svs';
  const { commands, stores } = machine({ slides: { [name]: {} } });
  await commands.openSlide(url ? { kind: 'url', url } : { kind: 'file', file: new File(['x'], name) });
  const slideId = stores.slides.getState().shownId ?? '';
  const run = { id: 'run', slideId, modelId: 'nests', startedAtMs: 0 };
  stores.runs.setState((state) => finishRun(beginRun(state, run), 'run', fakeResult(), 1));
  const view = { center: { x: 500, y: 120 }, level0PxPerCssPx: 1.5, rotationDeg: 90, umPerCssPx: null, magnification: null }; // prettier-ignore
  stores.view.setState({ bySlide: { [slideId]: view } });
  stores.overlay.setState({ colourMap: 'magma', opacity: 0.35, chosenMaps: ['bottom-up-attention'] });
  const share = await commands.shareView(slideId, null);
  if (!share) throw new Error('there is a result');
  return share;
}

const addressOf = ({ link }: Share): string => (link.kind === 'link' ? link.address : link.kind);

describe('a link to a slide beside the application', () => {
  it('opens the slide with its heatmap, view and colours; nothing runs, nothing is kept', async () => {
    const share = await madeLink();
    expect(share.slide).toEqual({ kind: 'address', url: 'phantom/a.svs' });
    expect(addressOf(share)).toMatch(/^https:\/\/fovea\.test\/app\/\?slide=phantom\/a\.svs#v1\.[\w-]+$/);

    const { commands, stores, contacted, shown, status, context } = machine({ slides: { [SLIDE_URL]: {} } });
    await commands.followAddress(addressOf(share));
    expect(status()).toEqual({ kind: 'idle' });
    expect(shown()?.origin).toMatchObject({ kind: 'link', slideKnownBy: 'fingerprint' });
    expect(shown()?.result.answer).toEqual(fakeResult().answer);
    expect(shown()?.result.run.notes).toEqual(['scores rounded to 8 bits by a share link']);
    const slideId = stores.slides.getState().shownId ?? '';
    expect(stores.view.getState().bySlide[slideId]).toMatchObject({ center: { x: 500, y: 120 }, rotationDeg: 90 });
    const overlay = stores.overlay.getState();
    expect(overlay).toMatchObject({ colourMap: 'magma', opacity: 0.35 });
    const result = displayedResult(stores.runs.getState(), slideId);
    expect(result && shownMap(viewOfResult(result), overlay)?.id).toBe('bottom-up-attention');
    expect(contacted).toEqual([SLIDE_URL]);
    expect(stores.runs.getState().lastRun).toEqual({});
    expect(context.saved).toEqual([]);
    expect(context.stored()).toBe('');
  });

  it('moves the view of a slide that is open already, and does not open it again', async () => {
    const address = addressOf(await madeLink());
    const { commands, stores, contacted, shown } = machine({ slides: { [SLIDE_URL]: {} } });
    await commands.openLink(SLIDE_URL);
    const slideId = stores.slides.getState().shownId ?? '';
    const view = { center: { x: 1, y: 1 }, level0PxPerCssPx: 1, rotationDeg: 0, umPerCssPx: 1, magnification: 1 };
    stores.view.setState({ bySlide: { [slideId]: view } });
    await commands.followAddress(address);
    expect(contacted).toEqual([SLIDE_URL]);
    expect(shown()?.origin?.kind).toBe('link');
    expect(stores.link.getState().wantedView).toMatchObject({ slideId, view: { center: { x: 500, y: 120 } } });
  });

  it('shows no heatmap on another slide that lies at the address now', async () => {
    const address = addressOf(await madeLink());
    const { commands, shown, status } = machine({ slides: { [SLIDE_URL]: { fingerprint: 'c'.repeat(64) } } });
    await commands.followAddress(address);
    expect(shown()).toBeNull();
    expect(status()).toMatchObject({
      kind: 'waiting',
      problem: { code: 'link/wrong-slide', context: { why: 'content' } },
    });
  });
});

describe('a link to a slide that its maker had on disk', () => {
  it('waits for the file, refuses another one, and takes the right one whatever its name', async () => {
    const share = await madeLink(null);
    expect(share.slide).toEqual({ kind: 'local' });
    expect(addressOf(share)).toMatch(/^https:\/\/fovea\.test\/app\/#v1\./);
    const slides = {
      'other.svs': { fingerprint: 'c'.repeat(64), name: 'other.svs' },
      'small.svs': { width: 10, name: 'small.svs' },
      'renamed.svs': { name: 'renamed.svs' },
    };
    const { commands, shown, status } = machine({ slides });
    const drop = (name: string) => commands.openSlide({ kind: 'file', file: new File(['x'], name) });
    await commands.followAddress(addressOf(share));
    expect(status()).toMatchObject({ kind: 'waiting', shared: { slideBytes: 1000 }, problem: null });
    await drop('other.svs');
    expect(shown()).toBeNull();
    expect(status()).toMatchObject({ problem: { context: { opened: 'other.svs', why: 'content' } } });
    await drop('small.svs');
    expect(status()).toMatchObject({ problem: { context: { opened: 'small.svs', why: 'size' } } });
    await drop('renamed.svs');
    expect(status()).toEqual({ kind: 'idle' });
    expect(shown()?.origin).toMatchObject({ kind: 'link', slideKnownBy: 'fingerprint' });
  });

  it('can be forgotten', async () => {
    const { commands, shown, status } = machine({ slides: { 'a.svs': {} } });
    await commands.followAddress(addressOf(await madeLink(null)));
    commands.dismissLink();
    await commands.openSlide({ kind: 'file', file: new File(['x'], 'a.svs') });
    expect(status()).toEqual({ kind: 'idle' });
    expect(shown()).toBeNull();
  });
});

describe('another host', () => {
  const REMOTE = 'https://slides.test/a.svs';

  it('is contacted only once the user has agreed, and is not asked about again', async () => {
    const address = addressOf(await madeLink(REMOTE));
    const { commands, contacted, shown, status } = machine({ slides: { [REMOTE]: {} } });
    await commands.followAddress(address);
    expect(contacted).toEqual([]);
    expect(status()).toMatchObject({ kind: 'asking', hosts: [{ host: 'slides.test', purpose: 'slide' }] });
    await commands.agreeToLink();
    expect(contacted).toEqual([REMOTE]);
    expect(shown()?.origin?.kind).toBe('link');
    await commands.followAddress(`${APP}?slide=${encodeURIComponent(REMOTE)}`);
    expect(status().kind).toBe('idle');
  });

  it('that is declined is not contacted; the file itself still does', async () => {
    const address = addressOf(await madeLink(REMOTE));
    const { commands, contacted, shown, status } = machine({ slides: { 'a.svs': {} } });
    await commands.followAddress(address);
    commands.declineLink();
    expect(status().kind).toBe('waiting');
    await commands.openSlide({ kind: 'file', file: new File(['x'], 'a.svs') });
    expect(shown()?.origin?.kind).toBe('link');
    expect(contacted).toEqual([]);
  });

  it.each([
    ['?slide=//slides.test/a.svs', 'slides.test', 'https://slides.test/a.svs', 'slide'],
    ['?slide=https%3A%2F%2Ffovea.test%3A8443%2Fa.svs', 'fovea.test:8443', 'https://fovea.test:8443/a.svs', 'slide'],
    ['?slide=http%3A%2F%2Ffovea.test%2Fa.svs', 'fovea.test', 'http://fovea.test/a.svs', 'slide'],
    ['?result=https%3A%2F%2Ffovea.test%40evil.test%2Fr.json', 'evil.test', 'https://evil.test/r.json', 'result'],
    [
      `?slide=${encodeURIComponent('https://slides.test/of/a person/\u202e.svs?key=secret#part')}`,
      'slides.test',
      'https://slides.test/of/a%20person/%E2%80%AE.svs',
      'slide',
    ],
  ])('%s is one, and the whole of where it is asked is told', async (query, host, address, purpose) => {
    const { commands, contacted, status } = machine();
    await commands.followAddress(APP + query);
    expect(status()).toMatchObject({ kind: 'asking', hosts: [{ host, address, purpose }] });
    expect(contacted).toEqual([]);
  });

  it('that was agreed to is asked about again for another purpose, scheme or port', async () => {
    const { commands, contacted, status } = machine();
    const asks = (query: string) => commands.followAddress(`${APP}?${query}`);
    await asks('slide=https://other.test/a.svs');
    await commands.agreeToLink();
    expect(contacted).toEqual(['https://other.test/a.svs']);
    for (const query of [
      'result=https://other.test/r.json',
      'slide=http://other.test/a.svs',
      'slide=https://other.test:8443/a.svs',
    ]) {
      await asks(query);
      expect(status().kind).toBe('asking');
      commands.declineLink();
    }
    expect(contacted).toHaveLength(1);
    await asks('slide=https://other.test/b.svs');
    expect(status().kind).toBe('idle');
    expect(contacted).toHaveLength(2);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'https://['])(
    '%s is none, and is refused',
    async (slide) => {
      const { commands, stores, status } = machine();
      await commands.followAddress(`${APP}?slide=${encodeURIComponent(slide)}`);
      expect(status().kind).toBe('idle');
      expect(stores.slides.getState().opening.kind).toBe('failed');
    },
  );
});

describe('a slide address that may be a key', () => {
  it.each(['https://bucket.test/a.svs?X-Amz-Signature=abc', 'https://jane:pw@slides.test/a.svs'])(
    '%s stays out of the link',
    async (url) => {
      const share = await madeLink(url);
      expect(share.slide).toEqual({ kind: 'credentials' });
      expect(addressOf(share)).toMatch(/^https:\/\/fovea\.test\/app\/#v1\./);
    },
  );
});

describe('a result file by its address', () => {
  const RESULT_URL = `${APP}results/r.fovea.json`;
  const served = (text: string): Partial<CommandContext> => ({
    fetchBlob: (_url, onProgress) => {
      onProgress(text.length, text.length);
      return Promise.resolve(new Blob([text]));
    },
  });

  it('is shown over the slide that the address names', async () => {
    const { commands, shown, status } = machine({
      slides: { [SLIDE_URL]: {} },
      context: served(serializeResult(fakeResult())),
    });
    await commands.followAddress(`${APP}?slide=phantom/a.svs&result=results/r.fovea.json`);
    expect(status()).toEqual({ kind: 'idle' });
    expect(shown()?.origin).toEqual({ kind: 'file', fileName: 'r.fovea.json', slideKnownBy: 'fingerprint' });
  });

  it('is refused where it is none, or not there, and the slide is not opened', async () => {
    const { commands, status, stores } = machine({ context: served('{"format":') });
    await commands.followAddress(`${APP}?slide=phantom/a.svs&result=results/r.fovea.json`);
    expect(status()).toMatchObject({ kind: 'refused', error: { code: 'result/invalid' } });
    expect(stores.slides.getState().opening.kind).toBe('idle');
    const missing = machine();
    await missing.commands.followAddress(`${APP}?result=results/r.fovea.json`);
    expect(missing.status()).toMatchObject({ kind: 'refused', error: { code: 'source/network' } });
    expect(missing.contacted).toEqual([RESULT_URL]);
  });

  it('that is too large is given up as soon as that is known', async () => {
    const { commands, status } = machine({
      context: {
        fetchBlob: (_url, onProgress, signal) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              reject(signal.reason as Error);
            });
            onProgress(10, RESULT_LIMITS.bytes + 1);
          }),
      },
    });
    await commands.followAddress(`${APP}?result=results/r.fovea.json`);
    expect(status()).toMatchObject({ kind: 'refused', error: { code: 'result/invalid' } });
  });
});

describe('a link that cannot be read', () => {
  it.each(['#v1.', '#v1.AAAA', '#v2.AAAA', `#v1.${'A'.repeat(100_000)}`])('%.12s is refused, and nothing else happens', async (fragment) => {
    const { commands, contacted, status, stores } = machine({ slides: { [SLIDE_URL]: {} } });
    await commands.followAddress(`${APP}?slide=phantom/a.svs${fragment}`);
    expect(status().kind).toBe('refused');
    expect(contacted).toEqual([]);
    expect(stores.slides.getState().opening.kind).toBe('idle');
    commands.dismissLink();
    expect(status()).toEqual({ kind: 'idle' });
  }); // prettier-ignore

  it('an address that asks for nothing is left alone', async () => {
    const { commands, status, contacted } = machine();
    await commands.followAddress(`${APP}?other=1#panel`);
    expect(status()).toEqual({ kind: 'idle' });
    expect(contacted).toEqual([]);
  });
});

/** Slide and result of a window in which both are there. */
function giveResult({ stores }: ReturnType<typeof machine>): void {
  const own = { statedUmPerPx: null, downloadedFrom: null };
  const opening = { token: 't', name: 'a', download: null };
  stores.slides.setState((state) => finishOpening(beginOpening(state, opening), 't', fakeSlide(), own));
  const run = { id: 'run', slideId: 'slide-1', modelId: 'nests', startedAtMs: 0 };
  stores.runs.setState((state) => finishRun(beginRun(state, run), 'run', fakeResult(), 1));
}

describe('sharing', () => {
  it('what came through a link with 4 bits never claims 8', async () => {
    const { commands, stores, shown } = machine({ slides: { [SLIDE_URL]: {} } });
    await commands.followAddress(addressOf(await madeLink()));
    const kept = shown();
    const slideId = stores.slides.getState().shownId ?? '';
    expect(kept?.origin?.kind).toBe('link');
    if (kept?.origin?.kind !== 'link') return;
    const coarse = { ...kept.origin, roundings: { 'task-relevance': { bits: 4 as const, step: 0.1 } } };
    stores.runs.setState((state) => ({
      ...state,
      results: {
        [slideId]: { list: [{ ...kept, origin: coarse }], shownKey: kept.key, inside: null, removed: null },
      },
    }));
    expect((await commands.shareView(slideId, null))?.link).toMatchObject({ kind: 'link', bits: 4 });
  });

  it('is not tried for more patches than any link holds: nothing goes to the worker', async () => {
    const asked = machine({ context: { makeLink: () => Promise.reject(new Error('was asked')) } });
    giveResult(asked);
    const { result } = asked.stores.runs.getState().results['slide-1']?.list[0] ?? {};
    if (!result) throw new Error('there is no result');
    const patches = Array.from({ length: 100_001 }, (_, i) => ({ x: i, y: 0, width: 1, height: 1 }));
    const origin = { kind: 'file', fileName: 'r.json', slideKnownBy: 'fingerprint' } as const;
    const large = { ...result, id: 'large', patches, maps: [] };
    asked.stores.runs.setState((state) => showResult(state, 'slide-1', large, origin));
    expect((await asked.commands.shareView('slide-1', null))?.link).toEqual({ kind: 'too-many', patches: 100_001 });
  });

  it('is not possible without a result', async () => {
    expect(await machine().commands.shareView('slide-1', null)).toBeNull();
  });

  it('says so where the link cannot be made, and can be cancelled', async () => {
    const crashed = new FoveaError('worker/crashed', { worker: 'result', what: 'memory' });
    const broken = machine({ context: { makeLink: () => Promise.reject(crashed) } });
    giveResult(broken);
    const refused = { kind: 'refused', error: { code: 'worker/crashed' } };
    expect((await broken.commands.shareView('slide-1', null))?.link).toMatchObject(refused);
    const aborted = machine({ context: { makeLink: (_, signal) => Promise.reject(signal?.reason as Error) } });
    giveResult(aborted);
    await expect(aborted.commands.shareView('slide-1', null, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
