import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { modelsLoaded } from '#state/models-store.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { shareDone, unfinishedObstacle } from '#state/unfinished-run.ts';
import { fakeContext, fakeManifest, fakeResult, fakeSlide, pending } from '#test-support/fake-services.ts';
import { memoryJournal } from '#test-support/memory-journal.ts';
import { memoryResults, readResultHere } from '#test-support/memory-results.ts';
import type { KeptSlideFeatures, RunProgress, RunRequest } from '#workers/inference/contract.ts';
import { createCommands } from './create-commands.ts';
import { readNoted } from './run-journal.ts';

const ID = 'slide-1';
let journal: ReturnType<typeof memoryJournal>;
let results: ReturnType<typeof memoryResults>;
let features: KeptSlideFeatures[];

beforeEach(() => {
  features = [{ fingerprint: 'a'.repeat(64), name: 'a.svs', bytes: 1000, usedAt: Infinity }];
  journal = memoryJournal();
  results = memoryResults();
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
});

/** A window with the slide open and a model, as it is after a start of the browser. */
async function window() {
  const requests: RunRequest[] = [];
  const runs: { report: (progress: RunProgress) => void; answer: ReturnType<typeof pending<RunResult>> }[] = [];
  let clock = 1_000_000;
  const context = fakeContext({
    inference: {
      run: (request, report) => {
        requests.push(request);
        const answer = pending<RunResult>();
        runs.push({ report, answer });
        return answer.promise;
      },
      keptFeatures: () => Promise.resolve(features),
      forgetFeatures: () => Promise.resolve(0),
      trimFeatures: () => Promise.resolve(0),
    },
    context: {
      readResultFile: readResultHere,
      resultStorage: () => Promise.resolve(results.tab()),
      runJournal: () => Promise.resolve(journal.tab()),
      now: () => (clock += 3000),
    },
  });
  const { stores } = context;
  const commands = createCommands(context);
  stores.models.setState((state) =>
    modelsLoaded(state, [{ baseUrl: 'https://fovea.test/models/nests/', manifest: fakeManifest() }], []),
  );
  stores.slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
  stores.slides.setState((state) =>
    finishOpening(state, 't', fakeSlide(), { statedUmPerPx: null, downloadedFrom: null }),
  );
  await commands.keepWork();
  await commands.flushWork();
  return {
    ...{ stores, commands, requests, runs },
    offered: () => stores.keeping.getState().unfinished[ID],
    encode: async (done: number) => {
      runs.at(-1)?.report({ stage: 'encode', done, total: 100, patchesPerSecond: 1, secondsLeft: 1, holes: 0 });
      await commands.flushWork();
    },
  };
}

/** What a killed browser leaves: the notes, and no lock of any tab. */
async function killedAt(done: number, change: (first: Awaited<ReturnType<typeof window>>) => void = () => undefined) {
  const first = await window();
  change(first);
  void first.commands.runModel(ID, 'nests');
  await first.encode(done);
  journal.kill();
}

describe('a run that was cut off', () => {
  it('is offered when its slide is opened again, and gone on with as it was told', async () => {
    await killedAt(43, ({ stores, commands }) => {
      commands.stateSpacing(ID, 0.25);
      stores.models.setState({ backEnd: 'wasm' });
    });
    const second = await window();
    expect(second.offered()).toMatchObject({ slideName: 'a.svs', done: 43, planned: 100, backEnd: 'wasm' });
    void second.commands.goOnUnfinished(ID);
    await vi.waitFor(() => {
      expect(second.requests).toHaveLength(1);
    });
    expect(second.requests[0]).toMatchObject({
      backEnd: 'wasm',
      slide: { spacing: { xUmPerPx: 0.25, yUmPerPx: 0.25 }, spacingStatedBy: 'user' },
      bundle: { manifest: { id: 'nests' } },
    });
    expect(second.offered()).toBeUndefined();
    second.runs[0]?.answer.resolve(fakeResult());
    await vi.waitFor(async () => {
      await second.commands.flushWork();
      expect(journal.entries.size).toBe(0);
    });
  });

  it('is no more once it is discarded', async () => {
    await killedAt(43);
    const second = await window();
    await second.commands.discardUnfinished(ID);
    expect(second.offered()).toBeUndefined();
    expect((await window()).offered()).toBeUndefined();
  });

  it('is not offered where nothing was read, nor while another tab runs it', async () => {
    await killedAt(0);
    expect((await window()).offered()).toBeUndefined();
    const running = await window();
    void running.commands.runModel(ID, 'nests');
    await running.encode(10);
    expect((await window()).offered()).toBeUndefined();
    expect(journal.entries.size).toBe(1);
  });

  it('is offered a moment later where the page that it ran in was still ending', async () => {
    const before = await window();
    void before.commands.runModel(ID, 'nests');
    await before.encode(10);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const reloaded = await window();
      expect(reloaded.offered()).toBeUndefined();
      journal.kill();
      await vi.advanceTimersByTimeAsync(2000);
      await reloaded.commands.flushWork();
      expect(reloaded.offered()).toMatchObject({ done: 10 });
    } finally {
      vi.useRealTimers();
    }
  });

  it('gives way to the same model run again, and cancelling leaves nothing', async () => {
    await killedAt(43);
    const second = await window();
    void second.commands.runModel(ID, 'nests');
    await second.encode(60);
    expect(second.offered()).toBeUndefined();
    expect(journal.entries.size).toBe(1);
    second.commands.cancelRun();
    await second.commands.flushWork();
    expect(journal.entries.size).toBe(0);
  });

  it('is one that failed on the way, too', async () => {
    const first = await window();
    void first.commands.runModel(ID, 'nests');
    await first.encode(12);
    first.runs[0]?.answer.reject(new FoveaError('run/gpu-lost', { what: 'unplugged' }));
    await vi.waitFor(() => {
      expect(first.stores.runs.getState().lastRun[ID]?.status.kind).toBe('failed');
    });
    await first.commands.flushWork();
    expect((await window()).offered()).toMatchObject({ done: 12 });
  });

  it('can be gone on with only by the same model, and not while another run goes on', async () => {
    await killedAt(43);
    const run = (await window()).offered();
    if (!run) throw new Error('nothing is offered');
    expect(shareDone(run)).toBe(0.43);
    const model = { baseUrl: null, manifest: fakeManifest() };
    expect(unfinishedObstacle(run, model, false)).toBeNull();
    expect(unfinishedObstacle(run, model, true)).toBe('busy');
    expect(unfinishedObstacle(run, undefined, false)).toBe('no-model');
    const files = fakeManifest().files.map((file) => ({ ...file, sha256: '1'.repeat(64) }));
    expect(unfinishedObstacle(run, { baseUrl: null, manifest: fakeManifest({ files }) }, false)).toBe('other-model');
  });

  it('is offered until its result is on the disk: killed between the two, or without room, nothing is lost', async () => {
    results.disk.quotaBytes = 100;
    const first = await window();
    void first.commands.runModel(ID, 'nests');
    await first.encode(100);
    first.runs[0]?.answer.resolve(fakeResult());
    await vi.waitFor(async () => {
      await first.commands.flushWork();
      expect(first.stores.keeping.getState().results[ID]).toMatchObject({ kind: 'failed' });
    });
    // Another tab does not offer what is only waiting to be written.
    expect((await window()).offered()).toBeUndefined();
    journal.kill();
    expect((await window()).offered()).toMatchObject({ done: 100, planned: 100 });
  });

  it('is not offered once its result is on the disk, also where the browser was killed before the note was gone', async () => {
    const first = await window();
    void first.commands.runModel(ID, 'nests');
    await first.encode(100);
    const [noted] = [...journal.entries];
    if (!noted) throw new Error('nothing is noted');
    first.runs[0]?.answer.resolve(fakeResult());
    await vi.waitFor(async () => {
      await first.commands.flushWork();
      expect(journal.entries.size).toBe(0);
    });
    journal.kill();
    journal.entries.set(...noted);
    expect((await window()).offered()).toBeUndefined();
    expect(journal.entries.size).toBe(0);
  });

  it('says where what was read is not kept: deleted since, older than the run, or in memory all the time', async () => {
    await killedAt(43);
    expect((await window()).offered()).toMatchObject({ isKept: true });
    for (const none of [[], features.map((one) => ({ ...one, usedAt: 0 }))]) {
      features = none;
      expect((await window()).offered()).toMatchObject({ done: 43, isKept: false });
    }
    features = [{ fingerprint: 'a'.repeat(64), name: 'a.svs', bytes: 1000, usedAt: Infinity }];
    journal.entries.clear();
    const inMemory = await window();
    void inMemory.commands.runModel(ID, 'nests');
    inMemory.runs[0]?.report({ stage: 'note', note: { kind: 'features-not-kept', why: 'full' } });
    await inMemory.encode(10);
    journal.kill();
    expect((await window()).offered()).toMatchObject({ isKept: false });
  });

  it('is looked at again when features give way to a limit, and forgotten with the features of its slide', async () => {
    await killedAt(43);
    const second = await window();
    const others = features.splice(0);
    await second.commands.setFeatureLimit(1e9);
    expect(second.offered()).toMatchObject({ isKept: false });
    features.push(...others);
    await second.commands.forgetFeatures('b'.repeat(64));
    expect([second.offered()?.done, journal.entries.size]).toEqual([43, 1]);
    await second.commands.forgetFeatures(null);
    expect([second.offered(), journal.entries.size]).toEqual([undefined, 0]);
  });

  it('is read as what anyone may have written', () => {
    expect(readNoted([null, 7, {}, { version: 2 }, { version: 1, run: { id: 'x' } }])).toEqual([]);
  });

  it('where nothing can be noted the run goes on all the same', async () => {
    journal.refuse(new DOMException('no room', 'QuotaExceededError'));
    const first = await window();
    void first.commands.runModel(ID, 'nests');
    await first.encode(12);
    first.runs[0]?.answer.resolve(fakeResult());
    await vi.waitFor(() => {
      expect(first.stores.runs.getState().lastRun[ID]?.status.kind).toBe('done');
    });
  });
});
