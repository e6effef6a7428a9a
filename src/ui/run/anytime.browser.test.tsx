import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { createCommands } from '#commands/create-commands.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { modelsLoaded } from '#state/models-store.ts';
import { fakeContext, fakeManifest, fakeResult, fakeSlide, pending } from '#test-support/fake-services.ts';
import { recordingViewer } from '#test-support/recording-viewer.ts';
import type { RunProgress } from '#workers/inference/contract.ts';
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

/** The window over fakes with a run just begun, which answers and ends by hand. */
async function running() {
  let tell: (progress: RunProgress) => void = () => undefined;
  let stop: AbortSignal | undefined;
  const answer = pending<RunResult>();
  const context = fakeContext({
    slides: {
      open: () => Promise.resolve(fakeSlide()),
      patches: ({ rects, outWidthPx, outHeightPx }) =>
        Promise.resolve({ pixels: new Uint8Array(rects.length * outWidthPx * outHeightPx * 3), holes: [] }),
      stats: () => Promise.resolve({ bytesRead: 0, requests: 0, cacheBytes: 0, tilesDecoded: 0, holes: 0, hosts: [] }),
    },
    inference: {
      run: (_request, onProgress, _signal, given) => {
        [tell, stop] = [onProgress, given];
        return answer.promise;
      },
    },
  });
  const commands = createCommands(context);
  const recorder = recordingViewer();
  const { stores } = context;
  stores.models.setState((state) => modelsLoaded(state, [{ baseUrl: '/', manifest: fakeManifest() }], []));
  root.render(<App services={{ stores, commands, createViewer: () => recorder.viewer }} />);
  await expect.element(page.getByRole('main', { name: en.empty.region })).toBeVisible();
  await commands.openSlide({ kind: 'file', file: new File(['x'], 'a.svs') });
  void commands.runModel('slide-1', 'nests');
  const soFar = (patches: number, score: number): RunResult => {
    const whole = fakeResult();
    return {
      ...whole,
      patches: whole.patches.slice(0, patches),
      maps: whole.maps.map((map) => ({ ...map, values: map.values.slice(0, patches) })),
      answer: { classes: ['no', 'yes'], logits: [0, 1], scores: [1 - score, score] },
      run: { ...whole.run, coverage: { done: patches, planned: 4, lastChange: null, isStopped: false } },
    };
  };
  return {
    recorder,
    answer,
    stop: () => stop,
    tell: (patches: number, score: number) => {
      tell({ stage: 'partial', result: soFar(patches, score) });
    },
  };
}

const region = (name: string) => page.getByRole('region', { name, exact: true });
const top = (name: string) => region(name).element().getBoundingClientRect().top;
const settling = () => page.getByRole('figure').filter({ hasText: en.anytime.settles });

it('keeps everything in its place from the first moment of a run to its result', async () => {
  const { answer, tell, recorder } = await running();
  await expect.element(region(en.anytime.scores)).toHaveTextContent(en.anytime.noAnswer);
  const [scoresTop, plotTop] = [top(en.anytime.scores), settling().element().getBoundingClientRect().top];
  tell(1, 0.6);
  await expect.element(region(en.anytime.scores)).toHaveTextContent('0.600');
  expect(top(en.anytime.scores)).toBeCloseTo(scoresTop, 0);
  expect(recorder.last('setHeatmap')).not.toBeNull();
  tell(3, 0.8);
  await expect.element(page.getByText('So far, from 3 of 4 patches.', { exact: true })).toBeVisible();
  await expect.element(page.getByText('The scores changed by up to 0.200 over the last 50 %.')).toBeVisible();
  // The note below the scores may need a line more.
  expect(settling().element().getBoundingClientRect().top - plotTop).toBeLessThan(24);
  answer.resolve(fakeResult());
  await expect.element(region(en.result.scores)).toHaveTextContent('0.880');
  expect(top(en.result.scores)).toBeCloseTo(scoresTop, 0);
  await expect.element(page.getByText('From all 4 patches.', { exact: true })).toBeVisible();
});

it('can be stopped from the first answer on, and says before why not', async () => {
  const { tell, stop } = await running();
  const button = page.getByRole('button', { name: en.anytime.stop });
  await expect.element(button).toBeDisabled();
  expect(button.element().getAttribute('title')).toBe(en.anytime.stopTooEarly);
  tell(2, 0.7);
  await expect.element(button).toBeEnabled();
  await button.click();
  expect(stop()?.aborted).toBe(true);
  await expect.element(page.getByRole('button', { name: en.anytime.stopping })).toBeDisabled();
});

it('tells the figures of the plot in a table', async () => {
  const { tell } = await running();
  tell(1, 0.6);
  tell(3, 0.8);
  const rows = page.getByRole('table', { name: en.anytime.settles }).getByRole('row');
  await expect.element(rows.nth(2)).toHaveTextContent('75 %0.2000.800');
});
