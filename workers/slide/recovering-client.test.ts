import { describe, expect, it } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { connectCalls, serveCalls, type CallHandlers } from '../shared/calls.ts';
import type { WorkerLink } from '../shared/worker-link.ts';
import type { SlideCalls } from './calls.ts';
import { recoveringSlideClient } from './recovering-client.ts';
import { fakeSlide } from '#test-support/fake-services.ts';

const unexpected = (): Promise<never> => Promise.reject(new Error('not expected'));
const source = (url: string) => ({ source: { kind: 'url', url } as const });

/** Workers that hold slides by id and can be made to crash; `width` tells one file from another. */
function workers(options: { crashOnStats?: (worker: number) => boolean; width?: (url: string) => number } = {}) {
  const started: { opened: Map<string, string>; crash: () => void }[] = [];
  let refuseOpen = false;
  const start = (): WorkerLink<SlideCalls> => {
    const { port1, port2 } = new MessageChannel();
    const link = connectCalls<SlideCalls>(port2);
    port2.start();
    const opened = new Map<string, string>();
    const listeners: ((error: FoveaError) => void)[] = [];
    let crashed = false;
    const crash = (): void => {
      crashed = true;
      const error = new FoveaError('worker/crashed', { worker: 'slide', what: 'test' });
      link.fail(error);
      port1.close();
      for (const listener of listeners) listener(error);
    };
    const number = started.push({ opened, crash }) - 1;
    const handlers: CallHandlers<SlideCalls> = {
      open({ source: from, slideId }) {
        if (refuseOpen) throw new FoveaError('source/network', { url: 'x' });
        const url = from.kind === 'url' ? from.url : '';
        opened.set(slideId, url);
        const value = fakeSlide({ id: slideId, url, fingerprint: null, width: options.width?.(url) ?? 2000 });
        return Promise.resolve({ value });
      },
      stats({ slideId }) {
        if (options.crashOnStats?.(number)) crash();
        const url = opened.get(slideId);
        if (url === undefined) throw new FoveaError('slide/not-open', { slideId });
        const value = { bytesRead: 0, requests: 0, cacheBytes: 0, tilesDecoded: 0, holes: 0, hosts: [url] };
        return Promise.resolve({ value });
      },
      close({ slideId }) {
        opened.delete(slideId);
        return Promise.resolve({ value: undefined });
      },
      openPort: () => {
        const channel = new MessageChannel();
        return Promise.resolve({ value: channel.port2, transfer: [channel.port2] });
      },
      tile: unexpected,
      patches: unexpected,
      levelRegion: unexpected,
      associatedImage: unexpected,
    };
    serveCalls<SlideCalls>(handlers, port1);
    return {
      ...link,
      get crashed() {
        return crashed;
      },
      onCrash: (listener) => void listeners.push(listener),
      terminate(reason) {
        crashed = true;
        link.fail(reason);
        port1.close();
      },
    };
  };
  return {
    client: recoveringSlideClient(start),
    started,
    refuseOpen: (refuse: boolean) => (refuseOpen = refuse),
  };
}

describe('a slide client whose worker crashes', () => {
  it('opens each slide again under its own id', async () => {
    const { client, started } = workers();
    const a = await client.open(source('a'));
    const b = await client.open(source('b'));
    expect(a.id).not.toBe(b.id);
    started[0]?.crash();
    expect((await client.stats({ slideId: b.id })).hosts).toEqual(['b']);
    expect((await client.stats({ slideId: a.id })).hosts).toEqual(['a']);
    const c = await client.open(source('c'));
    expect(new Set([a.id, b.id, c.id]).size).toBe(3);
    expect(started).toHaveLength(2);
    client.dispose();
  });

  it('makes the call that met the crash once more, and not a third time', async () => {
    const once = workers({ crashOnStats: (worker) => worker === 0 });
    const slide = await once.client.open(source('a'));
    expect((await once.client.stats({ slideId: slide.id })).hosts).toEqual(['a']);
    once.client.dispose();
    const always = workers({ crashOnStats: () => true });
    const poison = await always.client.open(source('a'));
    await expect(always.client.stats({ slideId: poison.id })).rejects.toMatchObject({ code: 'worker/crashed' });
    expect(always.started).toHaveLength(2);
    always.client.dispose();
  });

  it('tells who holds a port to it, and gives a port only to a worker that holds all slides', async () => {
    const { client, started } = workers();
    await client.open(source('a'));
    await client.open(source('b'));
    const told: string[] = [];
    client.onCrash(({ code }) => told.push(code));
    started[0]?.crash();
    expect(told).toEqual(['worker/crashed']);
    const port = await client.openPort();
    expect([...(started[1]?.opened.values() ?? [])]).toEqual(['a', 'b']);
    port.close();
    client.dispose();
  });

  it('refuses a file that became another, closes it, and leaves closed slides closed', async () => {
    let width = 2000;
    const { client, started } = workers({ width: (url) => (url === 'a' ? width : 2000) });
    const a = await client.open(source('a'));
    const b = await client.open(source('b'));
    started[0]?.crash();
    width = 1999;
    await client.close({ slideId: b.id });
    await expect(client.stats({ slideId: a.id })).rejects.toMatchObject({ code: 'source/changed' });
    await expect(client.stats({ slideId: b.id })).rejects.toMatchObject({ code: 'slide/not-open' });
    expect(started[1]?.opened.size).toBe(0);
    client.dispose();
  });

  it('tries again later where a slide cannot be read at the moment', async () => {
    const { client, started, refuseOpen } = workers();
    const a = await client.open(source('a'));
    started[0]?.crash();
    refuseOpen(true);
    await expect(client.stats({ slideId: a.id })).rejects.toMatchObject({ code: 'source/network' });
    refuseOpen(false);
    expect((await client.stats({ slideId: a.id })).hosts).toEqual(['a']);
    client.dispose();
  });

  it('starts none once disposed of', async () => {
    const { client, started } = workers();
    const a = await client.open(source('a'));
    client.dispose();
    await expect(client.stats({ slideId: a.id })).rejects.toMatchObject({ name: 'AbortError' });
    expect(started).toHaveLength(1);
  });
});
