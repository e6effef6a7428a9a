import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createCommands } from '#commands/create-commands.ts';
import type { RunResult, SurvivalAnswer } from '#core/result/run-result.ts';
import { showResult } from '#state/displayed.ts';
import { fakeContext, fakeResult, fakeSlide, fakeSurvivalResult } from '#test-support/fake-services.ts';
import { recordingViewer } from '#test-support/recording-viewer.ts';
import type { PatchRequest } from '#workers/slide/contract.ts';
import { App } from '../App.tsx';
import { en } from '../messages/en/index.ts';
import '../theme/tokens.css';
import '../theme/base.css';

let root: Root;

beforeEach(async () => {
  document.body.innerHTML = '<div id="root"></div>';
  root = createRoot(document.getElementById('root')!);
  await page.viewport(1440, 900);
});

afterEach(() => {
  root.unmount();
});

/** The window over fakes, with one slide open and these results read from files, the last one shown. */
async function show(...results: RunResult[]) {
  const asked: PatchRequest[] = [];
  const context = fakeContext({
    slides: {
      open: () => Promise.resolve(fakeSlide()),
      patches: (request) => {
        asked.push(request);
        const bytes = request.rects.length * request.outWidthPx * request.outHeightPx * 3;
        return Promise.resolve({ pixels: new Uint8Array(bytes).fill(200), holes: [] });
      },
      stats: () => Promise.resolve({ bytesRead: 0, requests: 0, cacheBytes: 0, tilesDecoded: 0, holes: 0, hosts: [] }),
    },
  });
  const commands = createCommands(context);
  const recorder = recordingViewer();
  const { stores } = context;
  root.render(<App services={{ stores, commands, createViewer: () => recorder.viewer }} />);
  await expect.element(page.getByRole('main', { name: en.empty.region })).toBeVisible();
  await commands.openSlide({ kind: 'file', file: new File(['x'], 'a.svs') });
  for (const result of results)
    stores.runs.setState((state) =>
      showResult(state, 'slide-1', result, {
        kind: 'file',
        fileName: `${result.id}.json`,
        slideKnownBy: 'fingerprint',
      }),
    );
  return { stores, recorder, asked };
}

const list = () => page.getByRole('radiogroup', { name: en.result.list });

describe('several results', () => {
  it('are a list that the arrow keys go through, each with its own answer', async () => {
    await show(fakeResult(), fakeSurvivalResult());
    const [survival, nests] = [list().getByRole('radio').nth(0), list().getByRole('radio').nth(1)];
    await expect.element(survival).toBeChecked();
    await expect.element(survival).toHaveTextContent('risk −2.426, above 60 %');
    (survival.element() as HTMLElement).focus();
    // Held for as long as a finger does: Radix looks whether the key is still down when the focus arrives.
    await userEvent.keyboard('{ArrowDown>}');
    await expect.element(nests).toBeChecked();
    await userEvent.keyboard('{/ArrowDown}');
    await expect.element(page.getByRole('region', { name: en.result.scores })).toHaveTextContent('0.880');
  });

  it('can be removed and brought back without the mouse', async () => {
    const { stores } = await show(fakeResult(), fakeSurvivalResult());
    const remove = page.getByRole('button', { name: /^Remove the result Survival/ });
    (remove.element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('region', { name: en.result.scores })).toBeVisible();
    const undo = page.getByRole('button', { name: en.result.undoRemoval });
    await expect.element(undo).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('region', { name: en.survival.region, exact: true })).toBeVisible();
    expect(stores.runs.getState().results['slide-1']?.list).toHaveLength(2);
  });
});

describe('a survival answer', () => {
  it('is a table that says what the curve shows', async () => {
    await show(fakeSurvivalResult());
    const rows = page.getByRole('region', { name: en.survival.region, exact: true }).getByRole('row');
    await expect.element(rows.nth(2)).toHaveTextContent('12–2420.0 %72.0 %');
    await expect.element(page.getByText('Higher than 3 of 5 (60 %): held-out phantoms.')).toBeVisible();
  });

  it('of a Cox model has no curve and says so', async () => {
    const answer = {
      ...(fakeSurvivalResult().answer as SurvivalAnswer),
      bins: [],
      hazards: [],
      survival: [],
      risk: 0.5,
    };
    await show(fakeSurvivalResult({ answer }));
    await expect.element(page.getByText(en.survival.cox)).toBeVisible();
    expect(page.getByRole('table').elements()).toEqual([]);
  });
});

describe('a coarse patch', () => {
  it('shows its sixteen with their weights; keys go through them, a click goes there, Escape ends it', async () => {
    const result = fakeSurvivalResult();
    const { recorder, asked } = await show(result);
    await page.getByRole('button', { name: en.inside.most }).click();
    expect(recorder.last('flyTo')).toEqual(result.patches[3]);
    expect(recorder.last('setSelectedPatch')).toEqual(result.patches[3]);
    const parts = page.getByRole('toolbar', { name: en.inside.parts(16) }).getByRole('button');
    await expect.element(parts.nth(15)).toBeVisible();
    const weights = parts.elements().map((part) => Number(/([\d.]+)×/.exec(part.textContent)?.[1]));
    expect(weights.reduce((sum, weight) => sum + weight, 0) / 16).toBeCloseTo(1, 3);
    expect(asked.at(-1)).toMatchObject({
      outWidthPx: result.run.plan.modelSizePx,
      rects: result.maps[1]!.patches!.slice(48),
    });
    (parts.nth(0).element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowDown}{ArrowRight}');
    await expect.element(parts.nth(5)).toHaveFocus();
    expect(recorder.count('panBy')).toBe(0);
    expect(recorder.last('setMarkedPatch')).toEqual(result.maps[1]!.patches![48 + 5]);
    await userEvent.keyboard('{Enter}');
    expect(recorder.last('flyTo')).toEqual(result.maps[1]!.patches![48 + 5]);
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('button', { name: en.inside.most })).toBeVisible();
    expect(recorder.last('setSelectedPatch')).toBeNull();
  });
});
