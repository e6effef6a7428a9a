import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunResult } from '#core/result/run-result.ts';
import { showResult, shownKept } from '#state/displayed.ts';
import { changeResults, resultsOf } from '#state/kept-results.ts';
import { beginRun, finishRun } from '#state/run-in-progress.ts';
import { forgetSlide } from '#state/runs-store.ts';
import { changeQuestions, chooseResult, removeResult, undoRemoval, type LinkOrigin } from '#state/slide-results.ts';
import { beginOpening, finishOpening, removeSlide } from '#state/slides-store.ts';
import { saveNamed } from '#state/named-questions.ts';
import { ask } from '#state/what-if-questions.ts';
import { level0Rect } from '#core/geometry/frames.ts';
import { fakeContext, fakeSlide, fakeSurvivalResult, fakeResult } from '#test-support/fake-services.ts';
import { fakeSamplingResult } from '#test-support/fake-sampling.ts';
import { memoryResults, readResultHere } from '#test-support/memory-results.ts';
import { keepResults } from './keep-results.ts';

const ID = 'slide-1';
const FINGERPRINT = 'a'.repeat(64);
let results: ReturnType<typeof memoryResults>;

beforeEach(() => {
  results = memoryResults();
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
});

/** A window with the slide open, as it is after a start of the browser. */
async function window() {
  let clock = 1_000_000;
  const context = fakeContext({ context: { readResultFile: readResultHere, now: () => ++clock } });
  const storage = results.tab();
  const keeper = keepResults(context, storage);
  const { slides, runs, keeping } = context.stores;
  const open = () => {
    slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
    slides.setState((state) => finishOpening(state, 't', fakeSlide(), { statedUmPerPx: null, downloadedFrom: null }));
    return keeper.flush();
  };
  await open();
  return {
    ...{ storage, keeper, runs, keeping, open },
    run: async (result: RunResult) => {
      const start = { id: `run of ${result.id}`, slideId: ID, modelId: 'nests', startedAtMs: 0 };
      runs.setState((state) => finishRun(beginRun(state, start), start.id, result, 1));
      await keeper.flush();
    },
    list: () => resultsOf(runs.getState(), ID).list.map(({ result }) => result.id),
    shown: () => shownKept(runs.getState(), ID)?.result.id,
    close: () => {
      slides.setState((state) => removeSlide(state, ID));
      runs.setState((state) => forgetSlide(state, ID));
      return keeper.flush();
    },
  };
}

describe('results kept on this machine', () => {
  it('come back in the next window as they were: maps, answers, order, which is shown, and that they were kept', async () => {
    const first = await window();
    const made = [fakeResult(), fakeSurvivalResult(), fakeSamplingResult()];
    for (const result of made) await first.run(result);
    first.runs.setState((state) => changeResults(state, ID, (all) => chooseResult(all, `run of ${made[1]?.id ?? ''}`)));
    await first.close();

    const second = await window();
    expect(second.list()).toEqual(made.map(({ id }) => id).toReversed());
    expect(second.shown()).toBe('result-dsca');
    for (const { result, isFromDisk, origin } of resultsOf(second.runs.getState(), ID).list) {
      expect(result).toEqual(made.find(({ id }) => id === result.id));
      expect([isFromDisk, origin]).toEqual([true, null]);
    }
    // Nothing is written of what was only read.
    expect(second.storage.puts).toEqual([]);
  });

  it('do not include those of a link, which are in its address', async () => {
    const first = await window();
    await first.run(fakeResult());
    const ofLink: LinkOrigin = {
      kind: 'link',
      slideKnownBy: 'fingerprint',
      roundings: {},
      leftOut: { maps: [], draws: false, risks: false },
    };
    first.runs.setState((state) =>
      changeResults(state, ID, (all) => ({
        ...all,
        list: all.list.map((kept) => ({ ...kept, key: 'of a link', origin: ofLink })),
      })),
    );
    await first.keeper.flush();
    expect((await window()).list()).toEqual([]);
  });

  it('come with what was asked of them', async () => {
    const first = await window();
    await first.run(fakeResult());
    const shape = { kind: 'rectangle', rect: level0Rect(0, 0, 300, 300) } as const;
    first.runs.setState((state) =>
      changeResults(state, ID, (all) =>
        changeQuestions(all, 'run of result-1', (questions) =>
          saveNamed(ask(questions, { regions: [{ id: 'r', effect: 'exclude', shape }], withoutTop: null }), 'Nest'),
        ),
      ),
    );
    // The hand has not rested yet: closing is enough.
    await first.close();
    const [kept] = resultsOf((await window()).runs.getState(), ID).list;
    expect(kept?.questions?.named.map(({ name }) => name)).toEqual(['Nest']);
    expect(kept?.questions?.asked.regions).toEqual([{ id: 'r', effect: 'exclude', shape }]);
  });

  it('from a file say so again', async () => {
    const first = await window();
    const origin = { kind: 'file', fileName: 'x.fovea.json', slideKnownBy: 'fingerprint' } as const;
    first.runs.setState((state) => showResult(state, ID, fakeResult(), origin));
    await first.keeper.flush();
    const [kept] = resultsOf((await window()).runs.getState(), ID).list;
    expect(kept?.origin).toEqual(origin);
  });

  it('that are taken off the list are taken off the disk, and come back with it', async () => {
    const first = await window();
    await first.run(fakeResult());
    await first.run(fakeResult({ id: 'second' }));
    first.runs.setState((state) => changeResults(state, ID, (all) => removeResult(all, 'run of result-1')));
    await first.keeper.flush();
    expect((await window()).list()).toEqual(['second']);
    first.runs.setState((state) => changeResults(state, ID, undoRemoval));
    await first.close();
    expect((await window()).list()).toEqual(['second', 'result-1']);
  });

  it('one that is damaged is put aside with a word, and costs no other one', async () => {
    const first = await window();
    await first.run(fakeResult());
    await first.run(fakeResult({ id: 'second' }));
    const folder = ['results-v1', FINGERPRINT] as const;
    const name = `${await first.storage.nameOf('run of second')}.fovea.json`;
    const whole = results.disk.bytesOf(...folder, name) ?? new Uint8Array(0);
    results.disk.put([...folder, name], whole.slice(0, 300));
    const second = await window();
    expect(second.list()).toEqual(['result-1']);
    expect(second.keeping.getState().damaged[ID]).toBe(1);
    expect(results.disk.names(...folder).filter((one) => one.endsWith('.damaged'))).toHaveLength(1);
    expect((await window()).keeping.getState().damaged[ID]).toBeUndefined();
  });

  it('without what was beside it a result is still one', async () => {
    const first = await window();
    await first.run(fakeResult());
    const folder = ['results-v1', FINGERPRINT] as const;
    const about = results.disk.names(...folder).find((one) => one.endsWith('.about.json')) ?? '';
    for (const text of ['{"version":1', '{"version":9}', 'x'.repeat(10)]) {
      results.disk.put([...folder, about], new TextEncoder().encode(text));
      expect((await window()).list()).toEqual(['result-1']);
    }
  });

  it('of one tab come to the others that have the slide open, once', async () => {
    const [a, b] = [await window(), await window()];
    await a.run(fakeResult());
    await b.keeper.flush();
    expect(b.list()).toEqual(['result-1']);
    await b.run(fakeResult({ id: 'second' }));
    await a.keeper.flush();
    expect(a.list().sort()).toEqual(['result-1', 'second']);
    expect(a.shown()).toBe('result-1');
    expect([a.storage.puts, b.storage.puts]).toEqual([['result-1'], ['second']]);
  });

  it('a full disk is said, the result stays, and is written with the next change once there is room', async () => {
    const first = await window();
    results.disk.quotaBytes = 100;
    await first.run(fakeResult());
    expect(first.keeping.getState().results[ID]).toMatchObject({ kind: 'failed', error: { code: 'storage/full' } });
    expect(first.shown()).toBe('result-1');
    results.disk.quotaBytes = Infinity;
    await first.run(fakeResult({ id: 'second' }));
    expect(first.keeping.getState().results[ID]).toEqual({ kind: 'kept' });
    expect((await window()).list()).toEqual(['second', 'result-1']);
  });
});
