import { expect, it } from 'vitest';
import { fakeSlide, pending } from '#test-support/fake-services.ts';
import type { OpenedSlide } from '#formats/open-slide.ts';
import { connectCalls, serveCalls, type CallHandlers } from '../shared/calls.ts';
import type { SlideCalls } from './calls.ts';
import { slideClientOver } from './link-client.ts';
import { createSlideService } from './service.ts';

const source = { kind: 'url', url: 'https://h.test/a.svs' } as const;
const unexpected = (): Promise<never> => Promise.reject(new Error('not expected'));

it('a slide whose opening was aborted is not kept, though the reader did not notice', async () => {
  const opened = pending<OpenedSlide>();
  const service = createSlideService({
    openSlide: () => opened.promise,
    decoders: { cut: unexpected, picture: unexpected, pyramid: unexpected },
    decodeNatively: unexpected,
  });
  const controller = new AbortController();
  const context = { signal: controller.signal, progress: () => undefined };
  const opening = service.open({ source, slideId: 'a' }, context);
  controller.abort();
  const raster = { width: 1, height: 1, chunkWidth: 1, chunkHeight: 1, columns: 1, rows: 1, chunksAreTiles: true };
  opened.resolve({
    reader: { ...fakeSlide(), levels: [{ ...raster, chunk: unexpected }], associated: new Map() },
    fingerprint: null,
    byteSize: null,
    url: null,
    stats: () => ({ bytesRead: 0, requests: 0, cacheBytes: 0, hosts: [] }),
  });
  await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
  expect(() => service.stats({ slideId: 'a' }, context)).toThrow(/slide\/not-open/);
});

it('a slide that is open only after its caller gave up is closed', async () => {
  const answer = pending<undefined>();
  const closed: string[] = [];
  const asked: string[] = [];
  const handlers: Pick<CallHandlers<SlideCalls>, 'open' | 'close'> = {
    async open({ slideId }) {
      asked.push(slideId);
      await answer.promise;
      return { value: fakeSlide({ id: slideId }) };
    },
    close({ slideId }) {
      closed.push(slideId);
      return Promise.resolve({ value: undefined });
    },
  };
  const { port1, port2 } = new MessageChannel();
  serveCalls<Pick<SlideCalls, 'open' | 'close'>>(handlers, port1);
  const client = slideClientOver(connectCalls<SlideCalls>(port2));
  const controller = new AbortController();
  const opening = client.open({ source }, controller.signal);
  await expect.poll(() => asked.length).toBe(1);
  controller.abort();
  await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
  answer.resolve(undefined);
  await expect.poll(() => closed).toEqual(asked);
  port1.close();
  port2.close();
});
