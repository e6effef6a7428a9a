import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nodeFileSource, nodeSlideClient, type NodeSlideClient } from '#test-support/node-slide-client.ts';
import { startRangeServer, type Behaviour, type RangeServer, type Served } from '#test-support/range-server.ts';
import { writeTiff, type ImageSpec, type PixelAt } from '#test-support/tiff-writer.ts';
import { slideClientFromPort } from './port-client.ts';

const pixel: PixelAt = (x, y) => [(x * 3) & 255, (y * 5) & 255, (x + y) & 255];
const main: ImageSpec = { width: 512, height: 320, pixel, tile: 64, compression: 'deflate' };
const half: ImageSpec = {
  width: 256,
  height: 160,
  pixel: (x, y) => pixel(2 * x, 2 * y),
  tile: 64,
  compression: 'deflate',
};
const folder = mkdtempSync(join(tmpdir(), 'fovea-slides-'));
const slidePath = join(folder, 'slide.tif');
const QUICK = { stallTimeoutMs: 20_000, tries: 2, firstPauseMs: 5 };

let node: NodeSlideClient;
let server: RangeServer | null = null;

beforeAll(async () => {
  writeFileSync(slidePath, await writeTiff({ images: [main, half] }));
  node = await nodeSlideClient(QUICK);
});
afterEach(async () => {
  await server?.close();
  server = null;
});
afterAll(() => {
  node.close();
  rmSync(folder, { recursive: true });
});

async function serve(files: Record<string, Served>, behaviour: Partial<Behaviour> = {}): Promise<RangeServer> {
  server = await startRangeServer(files, behaviour);
  return server;
}

async function write(name: string, images: readonly ImageSpec[]): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, await writeTiff({ images }));
  return path;
}

describe('a slide from a server', () => {
  it('is the same as the file: levels, fingerprint, pixels', async () => {
    const { url } = await serve({ '/slide.tif': slidePath });
    const remote = await node.client.open({ source: { kind: 'url', url: url('/slide.tif') } });
    const local = await node.client.open({ source: nodeFileSource(slidePath) });
    expect(remote).toEqual({ ...local, id: remote.id, url: url('/slide.tif') });
    expect(local.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    const region = { level: 0, x: 30, y: 40, width: 100, height: 90 };
    const [a, b] = await Promise.all(
      [remote, local].map(({ id }) => node.client.levelRegion({ slideId: id, ...region })),
    );
    expect(a?.pixels).toEqual(b?.pixels);
    expect(Array.from(a?.pixels.subarray(0, 3) ?? [])).toEqual(pixel(30, 40));
  });

  it('whose size the server hides still opens, without a fingerprint', async () => {
    const { url } = await serve({ '/slide.tif': slidePath }, { exposed: [] });
    // Node reads every header; a server that states no size looks the same as one that hides it.
    const hidden = startHidingSize();
    try {
      const slide = await node.client.open({ source: { kind: 'url', url: url('/slide.tif') } });
      expect(slide).toMatchObject({ width: 512, fingerprint: null, byteSize: null });
      const { holes } = await node.client.levelRegion({
        slideId: slide.id,
        level: 1,
        x: 0,
        y: 0,
        width: 256,
        height: 160,
      });
      expect(holes).toEqual([]);
    } finally {
      hidden.restore();
    }
  });

  it('ends the request of an aborted call, down to the connection', async () => {
    const { url, requests } = await serve({ '/slide.tif': slidePath });
    const slide = await node.client.open({ source: { kind: 'url', url: url('/slide.tif') } });
    const big = await write('big.tif', [{ ...main, width: 2048, height: 2048, compression: 'none', tile: 256 }]);
    const other = await startRangeServer({ '/big.tif': big });
    try {
      const stalling = await node.client.open({ source: { kind: 'url', url: other.url('/big.tif') } });
      other.behaviour = { ...other.behaviour, stallAfterBytes: 1000 };
      const before = other.requests.length;
      const controller = new AbortController();
      const reading = node.client.levelRegion(
        { slideId: stalling.id, level: 0, x: 700, y: 700, width: 100, height: 100 },
        controller.signal,
      );
      await expect.poll(() => other.requests.length).toBeGreaterThan(before);
      controller.abort();
      await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
      await expect.poll(() => other.requests.slice(before).every(({ aborted }) => aborted)).toBe(true);
    } finally {
      await other.close();
    }
    expect(slide.width).toBe(512);
    expect(requests.length).toBeGreaterThan(0);
  });

  it('that fails ends in the code of its failure', async () => {
    const { url } = await serve({ '/slide.tif': slidePath }, { ranges: 'ignored' });
    const open = (path: string): Promise<unknown> => node.client.open({ source: { kind: 'url', url: url(path) } });
    await expect(open('/slide.tif')).rejects.toMatchObject({ code: 'source/no-range-support' });
    await expect(open('/other.tif')).rejects.toMatchObject({ code: 'source/http-status', context: { status: 404 } });
    await expect(node.client.open({ source: { kind: 'url', url: 'ftp://x/y.tif' } })).rejects.toMatchObject({
      code: 'source/bad-url',
    });
  });
});

describe('bytes that do not come', () => {
  const region = { level: 0, x: 0, y: 0, width: 1024, height: 1024 };

  it('because the server sends too few are a failure, never white', async () => {
    const plain = await write('plain.tif', [{ ...main, width: 1024, height: 1024, compression: 'none', tile: 256 }]);
    const started = await serve({ '/plain.tif': plain });
    const { id: slideId } = await node.client.open({ source: { kind: 'url', url: started.url('/plain.tif') } });
    started.behaviour = { ...started.behaviour, ranges: 'halved' };
    await expect(node.client.levelRegion({ slideId, ...region })).rejects.toMatchObject({ code: 'source/short-read' });
    expect((await node.client.stats({ slideId })).holes).toBe(0);
    started.behaviour = { ...started.behaviour, ranges: 'served' };
    expect((await node.client.levelRegion({ slideId, ...region })).holes).toEqual([]);
  });

  it('because the file is cut off are holes', async () => {
    const beyond = { ...main, width: 1024, height: 1024, tile: 256, farBytes: 2 ** 24 };
    const { url } = await serve({ '/cut.tif': await write('cut.tif', [beyond]) });
    const { id: slideId } = await node.client.open({ source: { kind: 'url', url: url('/cut.tif') } });
    expect((await node.client.levelRegion({ slideId, ...region })).holes).toHaveLength(16);
  });
});

describe('a huge file', () => {
  it('of 2 GB is never read whole', async () => {
    const path = await write('huge.tif', [main, half]);
    truncateSync(path, 2 ** 31 + 5);
    const from = node.reads.length;
    const slide = await node.client.open({ source: nodeFileSource(path) });
    expect(slide.byteSize).toBe(2 ** 31 + 5);
    expect(slide.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    const { holes } = await node.client.patches({
      slideId: slide.id,
      rects: [{ x: 0, y: 0, width: 512, height: 512 }],
      outWidthPx: 224,
      outHeightPx: 224,
    });
    expect(holes).toEqual([]);
    const read = node.reads.slice(from).reduce((sum, { length }) => sum + length, 0);
    expect(read).toBeLessThan(2 * 1024 * 1024);
    const stats = await node.client.stats({ slideId: slide.id });
    expect(stats.bytesRead).toBe(read);
    expect(stats.hosts).toEqual([]);
  });
});

describe('a file of 5 GB', () => {
  it('is read beyond 32-bit offsets', async () => {
    const farBytes = 5 * 2 ** 30;
    const bytes = await writeTiff({ images: [{ ...main, farBytes }], big: true });
    const path = join(folder, 'far.btf');
    writeFileSync(path, bytes);
    const file = openSync(path, 'r+');
    writeSync(file, bytes, 0, bytes.length, farBytes);
    closeSync(file);
    const slide = await node.client.open({ source: nodeFileSource(path) });
    const { pixels, holes } = await node.client.levelRegion({
      slideId: slide.id,
      level: 0,
      x: 70,
      y: 80,
      width: 2,
      height: 1,
    });
    expect(holes).toEqual([]);
    expect(Array.from(pixels)).toEqual([...pixel(70, 80), ...pixel(71, 80)]);
  });
});

describe('holes', () => {
  it('are white and counted, each tile once', async () => {
    const path = await write('holes.tif', [{ ...main, holes: [9] }, half]);
    const slide = await node.client.open({ source: nodeFileSource(path) });
    const rect = { x: 64, y: 64, width: 64, height: 64 };
    const request = { slideId: slide.id, rects: [rect, rect], outWidthPx: 64, outHeightPx: 64 };
    const { pixels, holes, holed } = await node.client.patches(request);
    expect([holes, holed]).toEqual([['0/1,1'], [0, 1]]);
    expect(pixels.every((value) => value === 255)).toBe(true);
    // Met again, it is the same tile.
    expect((await node.client.patches({ ...request, rects: [{ ...rect, x: 30 }] })).holes).toEqual(['0/1,1']);
    // Of several patches, those that show it are told.
    const some = [0, 30, 128, 127].map((x) => ({ ...rect, x }));
    expect(await node.client.patches({ ...request, rects: some })).toMatchObject({ holes: ['0/1,1'], holed: [1, 3] });
    expect((await node.client.stats({ slideId: slide.id })).holes).toBe(1);
  });

  it('of an Aperio level are filled from the next finer one', async () => {
    const grey: PixelAt = (x) => [x >> 1, x >> 1, x >> 1];
    const description = { 270: 'Aperio Image Library\n512x320|MPP = 0.5' };
    const path = await write('holes.svs', [
      { ...main, pixel: grey, tags: description },
      { ...half, pixel: () => [1, 2, 3], holes: [5] },
    ]);
    const slide = await node.client.open({ source: nodeFileSource(path) });
    const region = { slideId: slide.id, level: 1, width: 64, height: 64 };
    const { pixels, holes } = await node.client.levelRegion({ ...region, x: 64, y: 64 });
    expect(holes).toEqual([]);
    // Level-1 pixel (64, 64) covers level-0 columns 128 and 129: both 64.
    expect(Array.from(pixels.subarray(0, 6))).toEqual([64, 64, 64, 65, 65, 65]);
    const beside = await node.client.levelRegion({ ...region, x: 0, y: 0 });
    expect(Array.from(beside.pixels.subarray(0, 3))).toEqual([1, 2, 3]);
  });
});

describe('the slide client', () => {
  it('speaks over a port of its own', async () => {
    const slide = await node.client.open({ source: nodeFileSource(slidePath) });
    const port = await node.client.openPort();
    const other = slideClientFromPort(port);
    const { pixels } = await other.levelRegion({ slideId: slide.id, level: 0, x: 1, y: 2, width: 1, height: 1 });
    expect(Array.from(pixels)).toEqual(pixel(1, 2));
    port.close();
  });

  it('forgets a closed slide', async () => {
    const slide = await node.client.open({ source: nodeFileSource(slidePath) });
    await node.client.close({ slideId: slide.id });
    await expect(node.client.stats({ slideId: slide.id })).rejects.toMatchObject({ code: 'slide/not-open' });
  });

  it('refuses requests that make no sense or would fill the memory', async () => {
    const { id: slideId } = await node.client.open({ source: nodeFileSource(slidePath) });
    const rect = { x: 0, y: 0, width: 10, height: 10 };
    const out = { outWidthPx: 10, outHeightPx: 10 };
    const refused = { code: 'internal' };
    const { client } = node;
    await expect(client.patches({ slideId, rects: [rect, { ...rect, width: 9 }], ...out })).rejects.toMatchObject(
      refused,
    );
    await expect(client.patches({ slideId, rects: [rect], outWidthPx: 1e5, outHeightPx: 1e5 })).rejects.toMatchObject(
      refused,
    );
    await expect(client.levelRegion({ slideId, level: 0, x: 0.5, y: 0, width: 1, height: 1 })).rejects.toMatchObject(
      refused,
    );
    await expect(client.levelRegion({ slideId, level: 7, x: 0, y: 0, width: 1, height: 1 })).rejects.toMatchObject(
      refused,
    );
    expect(await client.patches({ slideId, rects: [], ...out })).toMatchObject({ holes: [] });
  });
});

/** Makes `fetch` lose Content-Range, as a browser does where the server does not expose it. */
function startHidingSize(): { restore: () => void } {
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const response = await original(input, init);
    const headers = new Headers(response.headers);
    headers.delete('Content-Range');
    return new Response(response.body, { status: response.status, headers });
  };
  return {
    restore: () => {
      globalThis.fetch = original;
    },
  };
}
