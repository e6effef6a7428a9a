import { describe, expect, it } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { fakeManifest, fakeResult, pending } from '#test-support/fake-services.ts';
import type { Pending } from '#test-support/fake-services.ts';
import type { InferenceCalls } from './calls.ts';
import type { WhatIfSubject } from './contract.ts';
import { createAsking } from './what-if-client.ts';
import type { SubjectHolder } from './what-if-client.ts';
import type { SentAnswer } from './what-if-subject.ts';

const SLIDE = {
  slideId: 's1',
  name: 'a.svs',
  fingerprint: null,
  width: 2000,
  height: 1000,
  spacing: { xUmPerPx: 0.5, yUmPerPx: 0.5 },
  spacingStatedBy: 'metadata',
} as const;

const subjectOf = (result = fakeResult()): WhatIfSubject => ({
  slide: SLIDE,
  bundle: { baseUrl: 'https://fovea.test/', manifest: MANIFEST },
  result,
});
const MANIFEST = fakeManifest();

/** Answers as a model would whose score is the share of what is kept. */
function answerTo(kept: Uint8Array): SentAnswer {
  const share = kept.reduce((a, b) => a + b, 0) / kept.length;
  return {
    answer: { classes: ['no', 'yes'], logits: [0, 0], scores: [1 - share, share] },
    maps: fakeResult().maps.map(({ id }) => ({ id, values: Float32Array.from(kept, (one) => (one ? 0.5 : NaN)) })),
    keptCount: kept.length,
    headSeconds: 0.1,
  };
}

/** Workers that keep a list of what they were asked; what `hold` names waits to be let go. */
function workers(hold: (name: string) => Pending<null> | null = () => null) {
  const log: string[] = [];
  let made = 0;
  const start = (): SubjectHolder & { ended: boolean } => {
    const id = ++made;
    const one: SubjectHolder & { ended: boolean } = {
      ended: false,
      connected: Promise.resolve(),
      link: {
        crashed: false,
        fail: () => undefined,
        onCrash: () => undefined,
        terminate: () => undefined,
        async call(name, request, options) {
          log.push(`${id}:${name}`);
          let isAnswered = false;
          const signal = options?.signal;
          const aborted = new Promise<never>((_, reject) => {
            signal?.addEventListener('abort', () => {
              if (!isAnswered) log.push(`${id}:${name} stopped`);
              reject(signal.reason as Error);
            });
          });
          aborted.catch(() => undefined);
          const held = hold(name);
          if (held) await Promise.race([held.promise, aborted]);
          isAnswered = true;
          if (one.ended) throw new DOMException('the inference worker was ended', 'AbortError');
          const answer = name === 'whatIf' ? answerTo((request as InferenceCalls['whatIf']['request']).kept) : null;
          return answer;
        },
      },
    };
    return one;
  };
  let current = start();
  const using = new Set<Promise<unknown>>();
  const asking = createAsking({
    call: (_, job) => job(current),
    using,
    verified: new Set(),
  });
  return {
    ...asking,
    log,
    using,
    end: () => {
      current.ended = true;
      current = start();
    },
  };
}

const kept = (...flags: number[]) => Uint8Array.from(flags);
const ticks = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

describe('questions from the page', () => {
  it('sends a subject once, another one in its place, and puts the patches of the maps back', async () => {
    const { whatIf, log } = workers();
    const subject = subjectOf();
    const answer = await whatIf({ subject, kept: kept(1, 0, 1, 1) });
    expect(answer.maps.map(({ values }) => [...values])).toEqual([
      [0.5, NaN, 0.5, 0.5],
      [0.5, NaN, 0.5, 0.5],
    ]);
    await whatIf({ subject: { ...subject }, kept: kept(1, 1, 1, 1) });
    expect(log).toEqual(['1:whatIfSubject', '1:whatIfPrepare', '1:whatIf', '1:whatIf']);
    await whatIf({ subject: subjectOf(), kept: kept(1, 1, 1, 1) });
    expect(log.slice(4)).toEqual(['1:whatIfSubject', '1:whatIfPrepare', '1:whatIf']);
  });

  it('lets the latest win, without giving up what the subject’s preparation has done', async () => {
    const preparing = pending<null>();
    const { whatIf, log } = workers((name) => (name === 'whatIfPrepare' ? preparing : null));
    const subject = subjectOf();
    const first = whatIf({ subject, kept: kept(1, 0, 0, 0) });
    await ticks();
    const second = whatIf({ subject, kept: kept(1, 1, 0, 0) });
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    preparing.resolve(null);
    expect((await second).answer).toMatchObject({ scores: [0.5, 0.5] });
    expect(log).toEqual(['1:whatIfSubject', '1:whatIfPrepare', '1:whatIf']);
  });

  it('questions about two subjects both have their answers, one after the other', async () => {
    const preparing = pending<null>();
    const holds = [preparing];
    const { whatIf, log } = workers((name) => (name === 'whatIfPrepare' ? (holds.shift() ?? null) : null));
    const a = whatIf({ subject: subjectOf(), kept: kept(1, 0, 0, 0) });
    const b = whatIf({ subject: subjectOf(), kept: kept(1, 1, 1, 0) });
    await ticks();
    expect(log).toEqual(['1:whatIfSubject', '1:whatIfPrepare']);
    preparing.resolve(null);
    expect((await a).answer).toMatchObject({ scores: [0.75, 0.25] });
    expect((await b).answer).toMatchObject({ scores: [0.25, 0.75] });
    expect(log).toEqual([1, 2].flatMap(() => ['1:whatIfSubject', '1:whatIfPrepare', '1:whatIf']));
  });

  it('a question that is given up while it waits for its turn is not asked, and holds up nobody', async () => {
    const asking = pending<null>();
    const holds = [asking];
    const { whatIf, log } = workers((name) => (name === 'whatIf' ? (holds.shift() ?? null) : null));
    const controller = new AbortController();
    const a = whatIf({ subject: subjectOf(), kept: kept(1, 0, 0, 0) });
    const b = whatIf({ subject: subjectOf(), kept: kept(1, 1, 0, 0) }, controller.signal);
    const c = whatIf({ subject: subjectOf(), kept: kept(1, 1, 1, 0) });
    await ticks();
    controller.abort();
    await expect(b).rejects.toMatchObject({ name: 'AbortError' });
    asking.resolve(null);
    await a;
    expect((await c).answer).toMatchObject({ scores: [0.25, 0.75] });
    expect(log.filter((name) => name === '1:whatIf')).toHaveLength(2);
  });

  it('stops the preparation where nobody asks any more, and prepares anew with the next question', async () => {
    const holds = [pending<null>()];
    const { whatIf, log } = workers((name) => (name === 'whatIfPrepare' ? (holds.shift() ?? null) : null));
    const subject = subjectOf();
    const controller = new AbortController();
    const asked = whatIf({ subject, kept: kept(1, 0, 0, 0) }, controller.signal);
    await ticks();
    controller.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    await ticks();
    expect(log).toEqual(['1:whatIfSubject', '1:whatIfPrepare', '1:whatIfPrepare stopped']);
    await whatIf({ subject, kept: kept(1, 0, 0, 0) });
    expect(log.slice(3)).toEqual(['1:whatIfSubject', '1:whatIfPrepare', '1:whatIf']);
  });

  it('waits for a run, and builds up again what a worker took with it that was ended under a question', async () => {
    const running = pending<null>();
    const asking = pending<null>();
    const holds = [asking];
    const made = workers((name) => (name === 'whatIf' ? (holds.shift() ?? null) : null));
    made.using.add(running.promise);
    const asked = made.whatIf({ subject: subjectOf(), kept: kept(1, 1, 1, 0) });
    await ticks();
    expect(made.log).toEqual([]);
    made.using.clear();
    running.resolve(null);
    await ticks();
    expect(made.log.at(-1)).toBe('1:whatIf');
    made.end();
    asking.resolve(null);
    expect((await asked).answer).toMatchObject({ scores: [0.25, 0.75] });
    expect(made.log.slice(3)).toEqual(['2:whatIfSubject', '2:whatIfPrepare', '2:whatIf']);
  });

  it('tells what is wrong with a subject, each time it is asked', async () => {
    const failure = new FoveaError('result/no-features', { slide: 'a.svs', missing: 4, patches: 4 });
    const { whatIf, log } = workers((name) => {
      if (name !== 'whatIfPrepare') return null;
      const failing = pending<null>();
      failing.reject(failure);
      return failing;
    });
    const subject = subjectOf();
    for (let i = 0; i < 2; i++) await expect(whatIf({ subject, kept: kept(1, 0, 0, 0) })).rejects.toBe(failure);
    expect(log.filter((name) => name === '1:whatIfSubject')).toHaveLength(2);
  });

  it('checks a map while questions come in between; a newer check ends the one before', async () => {
    const { whatIf, faithfulness, log } = workers();
    const subject = subjectOf();
    const options = {
      map: 'task-relevance',
      classIndex: null,
      points: 3,
      spacing: 'even',
      randomOrders: 2,
      seed: 1,
    } as const;
    const told: number[] = [];
    const checking = faithfulness({ subject, options }, ({ done, total }) => told.push(done / total));
    await ticks();
    await whatIf({ subject, kept: kept(1, 1, 0, 0) });
    const found = await checking;
    expect(told.at(-1)).toBe(1);
    expect(log.filter((name) => name === '1:whatIfSubject')).toHaveLength(1);
    // The pretended model's score is the share of what is kept, whichever they are; the full answer is the result's own.
    expect(found.deletion).toMatchObject({ shares: [0, 0.25, 0.75], values: [0.88, 0.75, 0.25] });
    expect(found.deletion.randomSd).toEqual([0, 0, 0]);

    // A question about another result comes in between as well, and ends nothing.
    const third = faithfulness({ subject, options }, () => undefined);
    await ticks();
    expect((await whatIf({ subject: subjectOf(), kept: kept(1, 1, 0, 0) })).answer).toMatchObject({
      scores: [0.5, 0.5],
    });
    expect((await third).deletion).toEqual(found.deletion);

    const first = faithfulness({ subject, options }, () => undefined);
    await ticks();
    const second = faithfulness({ subject, options }, () => undefined);
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    await second;
  });
});
