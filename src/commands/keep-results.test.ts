import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { MOST_KEPT_RESULTS } from '#core/result/most-kept-results.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { showResult, shownKept } from '#state/displayed.ts';
import { changeResults, resultsOf } from '#state/kept-results.ts';
import { beginRun, finishRun } from '#state/run-in-progress.ts';
import { hasUnwritten } from '#state/keeping-store.ts';
import { forgetSlide } from '#state/runs-store.ts';
import { changeQuestions, chooseResult, removeResult, undoRemoval, type LinkOrigin } from '#state/slide-results.ts';
import { beginOpening, finishOpening, removeSlide } from '#state/slides-store.ts';
import { deleteNamed, saveNamed } from '#state/named-questions.ts';
import { ask } from '#state/what-if-questions.ts';
import { level0Rect } from '#core/geometry/frames.ts';
import { fakeContext, fakeSlide, fakeSurvivalResult, fakeResult } from '#test-support/fake-services.ts';
import { fakeSamplingResult } from '#test-support/fake-sampling.ts';
import { memoryResults, readResultHere } from '#test-support/memory-results.ts';
import type { ReadResultFile, ResultStorage } from '#workers/result/contract.ts';
import { keepResults, type ResultKeeper } from './keep-results.ts';

const ID = 'slide-1';
const FINGERPRINT = 'a'.repeat(64);
let results: ReturnType<typeof memoryResults>;

let keepers: ResultKeeper[] = [];

beforeEach(() => {
  results = memoryResults();
  keepers = [];
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
});

afterEach(() => {
  for (const keeper of keepers) keeper.stop();
});

/** A window with the slide open, as it is after a start of the browser. */
async function window(
  change: {
    readonly readResultFile?: ReadResultFile;
    readonly put?: (put: ResultStorage['put']) => ResultStorage['put'];
  } = {},
) {
  let clock = 1_000_000;
  const { readResultFile = readResultHere } = change;
  const context = fakeContext({ context: { readResultFile, now: () => ++clock } });
  const tab = results.tab();
  const storage = { ...tab, put: change.put?.(tab.put) ?? tab.put };
  const keeper = keepResults(context, storage);
  keepers.push(keeper);
  const { slides, runs, keeping, machine } = context.stores;
  const open = () => {
    slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
    slides.setState((state) => finishOpening(state, 't', fakeSlide(), { statedUmPerPx: null, downloadedFrom: null }));
    return keeper.flush();
  };
  await open();
  return {
    ...{ storage, keeper, runs, keeping, machine, open, saved: context.saved },
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
    /** Asks something of a result and keeps it under a name, or deletes what is kept under it. */
    name: (key: string, name: string) => {
      runs.setState((state) =>
        changeResults(state, ID, (all) => changeQuestions(all, key, (asked) => saveNamed(ask(asked, NEST), name))),
      );
    },
    unname: (key: string, name: string) => {
      runs.setState((state) =>
        changeResults(state, ID, (all) => changeQuestions(all, key, (asked) => deleteNamed(asked, name))),
      );
    },
    names: () => resultsOf(runs.getState(), ID).list.map(({ questions }) => questions?.named.map(({ name }) => name)),
    kept: () => keeping.getState().results[ID],
  };
}

const NEST = {
  regions: [{ id: 'r', effect: 'exclude', shape: { kind: 'rectangle', rect: level0Rect(0, 0, 300, 300) } }],
  withoutTop: null,
} as const;
const FOLDER = ['results-v1', FINGERPRINT] as const;

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
    first.name('run of result-1', 'Nest');
    // The hand has not rested yet: closing is enough.
    await first.close();
    const [kept] = resultsOf((await window()).runs.getState(), ID).list;
    expect(kept?.questions?.named.map(({ name }) => name)).toEqual(['Nest']);
    expect(kept?.questions?.asked.regions).toEqual(NEST.regions);
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

  it('one that cannot be read costs no other one and stays: it can be exported, and comes back once it can be read', async () => {
    const first = await window();
    await first.run(fakeResult());
    await first.run(fakeResult({ id: 'second' }));
    const name = `${await first.storage.nameOf('run of second')}.fovea.json`;
    const whole = results.disk.bytesOf(...FOLDER, name) ?? new Uint8Array(0);
    results.disk.put([...FOLDER, name], whole.slice(0, 300));
    for (let visit = 0; visit < 2; visit++) {
      const next = await window();
      expect(next.list()).toEqual(['result-1']);
      expect(next.keeping.getState().unread[ID]).toBe(1);
      await next.keeper.saveUnread(ID);
      expect(next.saved).toMatchObject([{ name: 'a.unread-1.fovea.json', content: whole.slice(0, 300) }]);
      await next.close();
    }
    results.disk.put([...FOLDER, name], whole);
    expect((await window()).list()).toEqual(['second', 'result-1']);
  });

  it('one that was read too slowly once, or with too little memory, is there the next time', async () => {
    const first = await window();
    await first.run(fakeResult());
    await first.close();
    const reasons = [
      new FoveaError('result/invalid', { name: 'r', problems: [{ code: 'reading-too-long', seconds: 180 }], more: 0 }),
      new FoveaError('worker/crashed', { worker: 'result', what: 'memory' }),
    ];
    for (const reason of reasons) {
      const slow = await window({ readResultFile: () => Promise.reject(reason) });
      expect(slow.list()).toEqual([]);
      await slow.close();
      expect((await window()).list()).toEqual(['result-1']);
    }
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

  it('more than a window adds by itself are on the list when two tabs have added them', async () => {
    const first = await window();
    for (let i = 0; i < 12; i++) await first.run(fakeResult({ id: `a${i}` }));
    const folder = [...FOLDER];
    const [name = ''] = results.disk.names(...folder);
    const one = new TextDecoder().decode(results.disk.bytesOf(...folder, name.replace('about', 'fovea')));
    for (let i = 0; i < 20; i++) results.disk.put([...folder, `b${i}.fovea.json`], new TextEncoder().encode(one.replace('"id":"a', `"id":"b${i}`))); // prettier-ignore
    const second = await window();
    expect(second.list()).toHaveLength(MOST_KEPT_RESULTS);
    // None of what found no place on the list was deleted.
    expect(results.disk.names(...folder).filter((file) => file.endsWith('.fovea.json'))).toHaveLength(32);
  });
});

describe('two tabs that ask things of the same result', () => {
  const KEY = 'run of result-1';

  it('keep the named questions of both, also where both write at once', async () => {
    const a = await window();
    await a.run(fakeResult());
    const b = await window();
    a.name(KEY, 'of a');
    b.name(KEY, 'of b');
    await Promise.all([a.keeper.flush(), b.keeper.flush()]);
    await Promise.all([a.keeper.flush(), b.keeper.flush()]);
    for (const tab of [a, b, await window()])
      expect(tab.names().map((names) => names?.toSorted())).toEqual([['of a', 'of b']]);
  });

  it('see what the other deletes, and write nothing that the other has written', async () => {
    const a = await window();
    await a.run(fakeResult());
    const b = await window();
    a.name(KEY, 'x');
    await a.keeper.flush();
    await b.keeper.flush();
    expect(b.names()).toEqual([['x']]);
    b.unname(KEY, 'x');
    await b.keeper.flush();
    await a.keeper.flush();
    expect(a.names()).toEqual([[]]);
    await Promise.all([a.keeper.flush(), b.keeper.flush()]);
    expect([a.storage.puts.length, b.storage.puts.length]).toEqual([2, 1]);
  });
});

describe('a disk without room', () => {
  const room = () => {
    results.disk.quotaBytes = Infinity;
  };
  async function full() {
    const one = await window();
    results.disk.quotaBytes = 100;
    await one.run(fakeResult());
    expect(one.kept()).toMatchObject({ kind: 'failed', error: { code: 'storage/full' } });
    expect([one.shown(), hasUnwritten(one.keeping.getState())]).toEqual(['result-1', true]);
    return one;
  }

  it('is said, and the result is written once there is room: when the window goes, when features were deleted', async () => {
    for (const happens of [
      (one: Awaited<ReturnType<typeof full>>) => one.keeper.flush(),
      (one: Awaited<ReturnType<typeof full>>) => {
        one.machine.setState({ storedFeatureBytes: 7 });
        return vi.waitFor(() => {
          expect(one.kept()).toEqual({ kind: 'kept' });
        });
      },
    ]) {
      results = memoryResults();
      const one = await full();
      room();
      await happens(one);
      expect([one.kept(), hasUnwritten(one.keeping.getState())]).toEqual([{ kind: 'kept' }, false]);
      expect((await window()).list()).toEqual(['result-1']);
    }
  });

  it('is no matter where all results are on it: only which one is shown is not noted', async () => {
    const one = await window();
    await one.run(fakeResult());
    await one.run(fakeResult({ id: 'second' }));
    results.disk.quotaBytes = 100;
    one.runs.setState((state) => changeResults(state, ID, (all) => chooseResult(all, 'run of result-1')));
    await one.keeper.flush();
    expect([one.kept(), (await window()).shown()]).toEqual([{ kind: 'kept' }, 'second']);
  });

  it('is looked at again by itself', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const one = await full();
      await vi.advanceTimersByTimeAsync(30_000);
      expect(one.kept()).toMatchObject({ kind: 'failed' });
      room();
      await vi.advanceTimersByTimeAsync(30_000);
      await vi.waitFor(() => {
        expect(one.kept()).toEqual({ kind: 'kept' });
      });
    } finally {
      vi.useRealTimers();
    }
  });

  it('does not cost the results of a slide that is closed meanwhile: they wait in the tab, and are there when it is opened again', async () => {
    const one = await full();
    await one.close();
    expect(one.keeping.getState()).toMatchObject({ owed: 1, results: {} });
    await one.open();
    expect([one.list(), one.keeping.getState().owed]).toEqual([['result-1'], 0]);
    await one.close();
    room();
    one.keeper.tryAgain();
    await one.keeper.flush();
    expect(hasUnwritten(one.keeping.getState())).toBe(false);
    expect((await window()).list()).toEqual(['result-1']);
  });

  it('is told to who waits for a result: it is settled when it is written, or taken off the list', async () => {
    const one = await full();
    await one.run(fakeResult({ id: 'second' }));
    const settled: string[] = [];
    for (const id of ['result-1', 'second']) void one.keeper.settled(ID, `run of ${id}`).then(() => settled.push(id));
    await one.keeper.flush();
    expect(settled).toEqual([]);
    one.runs.setState((state) => changeResults(state, ID, (all) => removeResult(all, 'run of result-1')));
    await one.keeper.flush();
    expect(settled).toEqual(['result-1']);
    room();
    await one.keeper.flush();
    expect(settled).toEqual(['result-1', 'second']);
  });

  it('is not what a result too large for any file meets: the others are written, and it is not tried again', async () => {
    let tries = 0;
    const put =
      (real: ResultStorage['put']): ResultStorage['put'] =>
      (fingerprint, kept) => {
        if (kept.result.id !== 'huge') return real(fingerprint, kept);
        tries++;
        return Promise.reject(new FoveaError('storage/result-too-large', { bytes: 2e8, most: 1e8 }));
      };
    const one = await window({ put });
    await one.run(fakeResult({ id: 'huge' }));
    await one.run(fakeResult());
    expect(one.kept()).toMatchObject({ kind: 'failed', error: { code: 'storage/result-too-large' } });
    expect(tries).toBe(1);
    expect((await window()).list()).toEqual(['result-1']);
  });
});
