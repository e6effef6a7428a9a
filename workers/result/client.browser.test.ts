import { describe, expect, it } from 'vitest';
import { level0Rect } from '#core/geometry/frames.ts';
import { serializeResult } from '#core/result/result-file.ts';
import { makeShareLink } from '#core/result/share-link/share-link.ts';
import { sampleResult } from '#test-support/run-result.ts';
import { shareContent } from '#test-support/share-content.ts';
import { createLinkMaker, createOtherFiles, createResultReader, createResultWriter } from './client.ts';

describe('reading a result file', () => {
  it('leaves the page to itself while 100,000 patches are read', async () => {
    const small = sampleResult();
    const n = 100_000;
    const large = {
      ...small,
      patches: Array.from({ length: n }, (_, i) => level0Rect(i * 254, 0, 254, 254)),
      maps: small.maps.map(({ id }) => ({ id, values: new Float32Array(n).fill(0.5) })),
    };
    const file = new File([serializeResult(large)], 'r.json');
    let isReading = true;
    let ticks = 0;
    const tick = () => {
      ticks++;
      if (isReading) setTimeout(tick, 5);
    };
    tick();
    const result = await createResultReader()(file);
    isReading = false;
    expect(result.patches).toHaveLength(n);
    expect(result.maps[0]?.values).toHaveLength(n);
    expect(ticks).toBeGreaterThan(5);
  });

  it('tells what is wrong with a file, and can be cancelled', async () => {
    const read = createResultReader();
    await expect(read(new File(['{'], 'r.json'))).rejects.toMatchObject({ code: 'result/invalid' });
    await expect(read(new File(['{'], 'r.json'), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a worker that crashes over a file', () => {
  it('says so, whichever call it was, and the next file is read by another one', async () => {
    const Real = globalThis.Worker;
    const started: Worker[] = [];
    globalThis.Worker = class extends Real {
      constructor(...given: ConstructorParameters<typeof Worker>) {
        super(...given);
        started.push(this);
      }
    };
    try {
      const result = sampleResult();
      const file = new File([serializeResult(result)], 'r.json');
      for (const call of [
        () => createResultReader()(file),
        () => createResultWriter()({ result, file: { kind: 'result' } }),
        () => createOtherFiles().read(file),
      ]) {
        const calling = call();
        started.at(-1)?.dispatchEvent(new ErrorEvent('error', { message: 'made to crash' }));
        await expect(calling).rejects.toMatchObject({ code: 'worker/crashed', context: { worker: 'result' } });
      }
      expect((await createResultReader()(file)).id).toBe(result.id);
      // What was lent to a worker for its call is still here.
      expect(result.maps[0]?.values.length).toBe(result.patches.length);
    } finally {
      globalThis.Worker = Real;
    }
  });
});

describe('writing a file with a result', () => {
  it('is the same as made on the page, and can be cancelled', async () => {
    const result = sampleResult();
    const write = createResultWriter();
    const bytes = await write({ result, file: { kind: 'result' } });
    expect(new TextDecoder().decode(bytes)).toBe(serializeResult(result));
    const cancelled = new AbortController();
    const writing = write({ result, file: { kind: 'result' } }, cancelled.signal);
    cancelled.abort();
    await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a link to a result', () => {
  it('is the same as made on the page, and can be cancelled', async () => {
    const content = shareContent(sampleResult());
    const request = { content, page: 'https://fovea.test/', maps: null, mostBits: 8 } as const;
    const link = await createLinkMaker()(request);
    expect(link.kind).toBe('link');
    expect(link).toEqual(makeShareLink(request));
    await expect(createLinkMaker()(request, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a file of another program', () => {
  it('is written as HDF5 and read back in the browser', async () => {
    const files = createOtherFiles();
    const result = sampleResult();
    const bytes = await createResultWriter()({ result, file: { kind: 'clam-h5', shown: 'bottom-up-attention' } });
    const { maps } = await files.read(new File([bytes], 'a.h5'));
    expect(maps?.patches).toEqual(result.patches);
    expect(maps?.maps[0]).toEqual({ name: 'bottom-up-attention', values: result.maps[1]?.values });
  });
});
