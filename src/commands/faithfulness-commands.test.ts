import { describe, expect, it } from 'vitest';
import { changeResults } from '#state/kept-results.ts';
import { beginRun, finishRun } from '#state/run-in-progress.ts';
import { forgetSlide } from '#state/runs-store.ts';
import { runningCheck } from '#state/faithfulness-store.ts';
import { addResult, removeResult, undoRemoval, type SlideResults } from '#state/slide-results.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { fakeContext, fakeManifest, fakeResult, fakeSlide } from '#test-support/fake-services.ts';
import { faithfulnessCommands } from './faithfulness-commands.ts';

function setUp() {
  const signals: (AbortSignal | undefined)[] = [];
  const context = fakeContext({
    inference: {
      faithfulness: (_, __, signal) => {
        signals.push(signal);
        return new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        });
      },
    },
  });
  const { stores } = context;
  stores.slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
  stores.slides.setState((state) =>
    finishOpening(state, 't', fakeSlide(), { statedUmPerPx: null, downloadedFrom: null }),
  );
  stores.models.setState({ byId: { nests: { baseUrl: 'https://fovea.test/', manifest: fakeManifest() } } });
  const run = { id: 'k', slideId: 'slide-1', modelId: 'nests', startedAtMs: 0 };
  stores.runs.setState((state) => finishRun(beginRun(state, run), run.id, fakeResult(), 1));
  return { ...faithfulnessCommands(context), stores, signals };
}

describe('a check of a map', () => {
  it.each([
    ['its result is taken off the list', 'result'],
    ['its slide is closed', 'slide'],
  ])('ends when %s', async (_, what) => {
    const { checkFaithfulness, stores, signals } = setUp();
    const checking = checkFaithfulness('slide-1', 'task-relevance', null);
    stores.runs.setState((state) => ({ ...state }));
    expect(runningCheck(stores.faithfulness.getState())?.key).toBe('k');
    expect(signals[0]?.aborted).toBe(false);
    stores.runs.setState((state) =>
      what === 'slide'
        ? forgetSlide(state, 'slide-1')
        : changeResults(state, 'slide-1', (results) => removeResult(results, 'k')),
    );
    expect(signals[0]?.aborted).toBe(true);
    await checking;
    expect(runningCheck(stores.faithfulness.getState())).toBeNull();
  });

  it('is kept as long as its result is, or can be put back', async () => {
    const { checkFaithfulness, cancelFaithfulness, stores } = setUp();
    const checking = checkFaithfulness('slide-1', 'task-relevance', null);
    cancelFaithfulness();
    await checking;
    const checked = () => Object.keys(stores.faithfulness.getState().checks);
    const change = (to: (results: SlideResults) => SlideResults) => {
      stores.runs.setState((state) => changeResults(state, 'slide-1', to));
    };
    const other = { key: 'other', result: fakeResult(), origin: null, notes: [] };
    change((results) => removeResult(addResult(results, other), 'k'));
    expect(checked()).toEqual(['k']);
    change(undoRemoval);
    expect(checked()).toEqual(['k']);
    change((results) => removeResult(removeResult(results, 'k'), 'other'));
    expect(checked()).toEqual([]);
  });

  it('is forgotten with its slide', async () => {
    const { checkFaithfulness, stores } = setUp();
    const checking = checkFaithfulness('slide-1', 'task-relevance', null);
    stores.runs.setState((state) => forgetSlide(state, 'slide-1'));
    await checking;
    expect(stores.faithfulness.getState().checks).toEqual({});
  });
});
