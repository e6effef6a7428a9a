import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { fakeManifest, fakeResult, pending } from '#test-support/fake-services.ts';
import { nodeRuntime, type NodeRuntimeOptions } from '#test-support/node-runtime.ts';
import { smallBundle } from '#test-support/small-bundle.ts';
import { serveCalls, type CallHandlers, type CallMap } from '../shared/calls.ts';
import type { InferenceCalls } from './calls.ts';
import { sentResult } from '../shared/sent-patches.ts';
import { createInferenceClient } from './client.ts';
import type { RunRequest } from './contract.ts';
import { createInferenceService } from './service.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const MINUTE_MS = 60_000;

/** A client whose workers answer by `handlers`; those that live and were ever started are counted. */
function clientOf<C extends CallMap<C>>(handlers: CallHandlers<C>) {
  const counts = { living: 0, started: 0 };
  const startWorker = () => {
    const { port1, port2 } = new MessageChannel();
    serveCalls(handlers, port2);
    counts.living++;
    counts.started++;
    const terminate = () => {
      counts.living--;
      port1.close();
    };
    return Object.assign(port1, { terminate }) as unknown as Worker;
  };
  const openPort = () => Promise.resolve(new MessageChannel().port1);
  return { counts, client: createInferenceClient({ slides: { openPort }, startWorker }) };
}

/** Workers that answer every question with the full result's own answer, and count those that live. */
function workers() {
  const result = fakeResult();
  const done = () => Promise.resolve({ value: null });
  const handlers: CallHandlers<
    Pick<InferenceCalls, 'connect' | 'whatIfSubject' | 'whatIfPrepare' | 'backEnds' | 'whatIf'>
  > = {
    connect: done,
    whatIfSubject: done,
    whatIfPrepare: done,
    backEnds: () => Promise.resolve({ value: { webgpu: null, wasm: { threads: 1, crossOriginIsolated: false } } }),
    whatIf: () =>
      Promise.resolve({ value: { answer: result.answer, maps: result.maps, keptCount: 1, headSeconds: 0 } }),
  };
  return { ...clientOf(handlers), result };
}

/** Workers whose runs end as they are told to. */
function runners(run: () => Promise<RunResult>) {
  const handlers: CallHandlers<Pick<InferenceCalls, 'connect' | 'run'>> = {
    connect: () => Promise.resolve({ value: null }),
    run: async () => ({ value: sentResult(await run()) }),
  };
  const { counts, client } = clientOf(handlers);
  return { counts, client, start: () => client.run(RUN, () => undefined) };
}

const RUN: RunRequest = {
  slide: {
    slideId: 's1',
    name: 'a.svs',
    fingerprint: null,
    width: 2000,
    height: 1000,
    spacing: { xUmPerPx: 0.5, yUmPerPx: 0.5 },
    spacingStatedBy: 'metadata',
  },
  bundle: { baseUrl: 'https://fovea.test/', manifest: fakeManifest() },
  backEnd: 'wasm',
};

it('a run of which a hidden page hears nothing for hours goes on: no timer ends its worker', async () => {
  const held = pending<RunResult>();
  const { counts, client, start } = runners(() => held.promise);
  const running = start();
  await vi.waitFor(() => {
    expect(counts.living).toBe(1);
  });
  // All timers of the hours at once, as a page gets them that comes back.
  vi.advanceTimersByTime(5 * 60 * MINUTE_MS);
  expect(counts.living).toBe(1);
  held.resolve(fakeResult());
  expect((await running).id).toBe(fakeResult().id);
  client.dispose();
});

it('a run that gets no memory says so and gives its worker up; the next one has a fresh one', async () => {
  let runs = 0;
  const { counts, client, start } = runners(async () => {
    // The engine's own failure, met where features are put together.
    if (++runs === 1) new Float32Array(2 ** 50);
    return fakeResult();
  });
  await expect(start()).rejects.toMatchObject({ code: 'memory/full' });
  expect(counts).toEqual({ living: 0, started: 1 });
  expect((await start()).id).toBe(fakeResult().id);
  expect(counts).toEqual({ living: 1, started: 2 });
  client.dispose();
});

it('a GPU that is lost while nothing runs is no failure of what is asked next: a fresh worker answers', async () => {
  const bundle = await smallBundle();
  const { baseUrl, manifest, fetch } = bundle;
  const unused = () => Promise.reject(new Error('not asked'));
  const serviceOf = (webgpu: NodeRuntimeOptions['webgpu'] & object) =>
    createInferenceService({
      runtime: nodeRuntime({ webgpu }),
      features: { open: unused },
      slidesFromPort: () => ({ patches: unused }),
      fetch,
      now: () => 0,
      version: '0',
    });
  // One for each worker that is started.
  const services = [serviceOf({ whenLost: Promise.resolve('unplugged') }), serviceOf({})];
  const made: ReturnType<typeof clientOf> = clientOf<Pick<InferenceCalls, 'connect' | 'check'>>({
    connect: () => Promise.resolve({ value: null }),
    check: (request, context) => services[made.counts.started - 1]?.check(request, context) ?? unused(),
  });
  const { counts, client } = made;
  const report = await client.check({ bundle: { baseUrl, manifest }, backEnd: 'webgpu' });
  expect(report).toMatchObject({ backEnd: 'webgpu', passed: true });
  expect(counts).toEqual({ living: 1, started: 2 });
  client.dispose();

  const {
    counts: ofRun,
    client: other,
    start,
  } = runners(() => Promise.reject(new FoveaError('run/gpu-lost', { what: 'unplugged' })));
  await expect(start()).rejects.toMatchObject({ code: 'run/gpu-lost' });
  // Lost on the way: the user is asked.
  expect(ofRun).toEqual({ living: 0, started: 1 });
  other.dispose();
});

/** Workers of which the first never answers what it is asked; those after it do. */
function firstHangs(question: () => Promise<never> = () => pending<never>().promise) {
  const made: ReturnType<typeof clientOf> = clientOf<
    Pick<InferenceCalls, 'connect' | 'run' | 'backEnds' | 'whatIfSubject' | 'whatIfPrepare' | 'whatIf'>
  >({
    connect: () => Promise.resolve({ value: null }),
    run: () => firstOr({ value: sentResult(fakeResult()) }),
    backEnds: () => firstOr({ value: { webgpu: null, wasm: { threads: 1, crossOriginIsolated: false } } }),
    whatIfSubject: () => Promise.resolve({ value: null }),
    whatIfPrepare: () => Promise.resolve({ value: null }),
    whatIf: question,
  });
  const { counts, client } = made;
  const asked = { calls: 0 };
  function firstOr<T>(answer: T): Promise<T> {
    asked.calls++;
    return counts.started === 1 ? pending<T>().promise : Promise.resolve(answer);
  }
  const areAsked = (calls: number) =>
    vi.waitFor(() => {
      expect(asked.calls).toBe(calls);
    });
  return { counts, client, areAsked };
}

it('what is asked beside a run is asked anew where the cancelled run takes its worker with it', async () => {
  const { counts, client, areAsked } = firstHangs();
  const cancel = new AbortController();
  const backEnds = client.backEnds();
  const running = client.run(RUN, () => undefined, cancel.signal);
  await areAsked(2);
  cancel.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  vi.advanceTimersByTime(300);
  expect(await backEnds).toMatchObject({ wasm: { threads: 1 } });
  expect(counts).toEqual({ living: 1, started: 2 });
  client.dispose();
});

it('a run goes on in a fresh worker where its own is ended for the sake of a question that lost the GPU', async () => {
  const [lost, isAsked] = [pending<never>(), pending<undefined>()];
  const { counts, client, areAsked } = firstHangs(() => {
    isAsked.resolve(undefined);
    return lost.promise;
  });
  const result = fakeResult();
  const bundle = { baseUrl: 'https://fovea.test/', manifest: fakeManifest() };
  const asking = client.whatIf({ subject: { slide: RUN.slide, bundle, result }, kept: new Uint8Array(4).fill(1) });
  await isAsked.promise;
  const running = client.run(RUN, () => undefined);
  await areAsked(1);
  lost.reject(new FoveaError('run/gpu-lost', { what: 'unplugged' }));
  await expect(asking).rejects.toMatchObject({ code: 'run/gpu-lost' });
  expect((await running).id).toBe(result.id);
  expect(counts).toEqual({ living: 1, started: 2 });
  client.dispose();
});

it('what waits when the client is disposed of is not asked anew', async () => {
  const { counts, client, areAsked } = firstHangs();
  const backEnds = client.backEnds();
  await areAsked(1);
  client.dispose();
  await expect(backEnds).rejects.toMatchObject({ name: 'AbortError' });
  expect(counts).toEqual({ living: 0, started: 1 });
});

it('a run can be cancelled while its worker still waits for the slides', async () => {
  const { port1 } = new MessageChannel();
  const worker = Object.assign(port1, { terminate: () => undefined }) as unknown as Worker;
  const client = createInferenceClient({
    slides: { openPort: () => pending<MessagePort>().promise },
    startWorker: () => worker,
  });
  const cancel = new AbortController();
  const running = client.run(RUN, () => undefined, cancel.signal);
  const plan = client.plan(RUN, cancel.signal);
  cancel.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  await expect(plan).rejects.toMatchObject({ name: 'AbortError' });
  client.dispose();
  port1.close();
});

it('ends a worker that nobody needs after a minute, one that was asked a question after ten', async () => {
  const { counts, result, client } = workers();
  await client.backEnds();
  vi.advanceTimersByTime(MINUTE_MS - 1);
  expect(counts.living).toBe(1);
  vi.advanceTimersByTime(1);
  expect(counts.living).toBe(0);

  const slide = {
    slideId: 's1',
    name: 'a.svs',
    fingerprint: null,
    width: 2000,
    height: 1000,
    spacing: { xUmPerPx: 0.5, yUmPerPx: 0.5 },
    spacingStatedBy: 'metadata' as const,
  };
  const bundle = { baseUrl: 'https://fovea.test/', manifest: fakeManifest() };
  const question = { subject: { slide, bundle, result }, kept: new Uint8Array(result.patches.length).fill(1) };
  await client.whatIf(question);
  vi.advanceTimersByTime(9 * MINUTE_MS);
  // The next question finds what the first one left, and the time begins anew.
  await client.whatIf(question);
  expect(counts).toEqual({ living: 1, started: 2 });
  vi.advanceTimersByTime(10 * MINUTE_MS - 1);
  expect(counts.living).toBe(1);
  vi.advanceTimersByTime(1);
  expect(counts.living).toBe(0);
  client.dispose();
});
