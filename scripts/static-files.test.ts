import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type StaticServer } from './serve.ts';
import { parseRange } from './static-files.ts';

let folder: string;
let server: StaticServer;
const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-static-'));
  mkdirSync(join(folder, 'site/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'outside');
  writeFileSync(join(folder, 'site/index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'site/slide.tif'), bytes);
  writeFileSync(join(folder, 'site/assets/ort-Ab3_-9xY.wasm'), '');
  server = await startServer(join(folder, 'site'), 0);
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the static server', () => {
  it('isolates the page and names the type', async () => {
    const response = await fetch(server.url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  });

  it('answers a range with exactly its bytes', async () => {
    const response = await fetch(`${server.url}slide.tif`, { headers: { Range: 'bytes=990-2000' } });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe('bytes 990-999/1000');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes.slice(990));
  });

  it('says 416 past the end and 405 to a write', async () => {
    const past = await fetch(`${server.url}slide.tif`, { headers: { Range: 'bytes=1000-' } });
    expect([past.status, past.headers.get('content-range')]).toEqual([416, 'bytes */1000']);
    expect((await fetch(server.url, { method: 'POST', body: 'x' })).status).toBe(405);
  });

  it('answers a range with everything where the file is no longer the one that was begun', async () => {
    const etag = (await fetch(`${server.url}slide.tif`)).headers.get('etag') ?? '';
    const asked = (version: string) =>
      fetch(`${server.url}slide.tif`, { headers: { Range: 'bytes=990-999', 'If-Range': version } });
    expect((await asked(etag)).status).toBe(206);
    const other = await asked('"another"');
    expect(other.status).toBe(200);
    expect((await other.arrayBuffer()).byteLength).toBe(1000);
  });

  it('keeps only hashed files for ever', async () => {
    const hashed = await fetch(`${server.url}assets/ort-Ab3_-9xY.wasm`);
    expect(hashed.headers.get('content-type')).toBe('application/wasm');
    expect(hashed.headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${server.url}slide.tif`)).headers.get('cache-control')).toBe('no-cache');
  });

  it.each(['%2e%2e/secret.txt', '..%2fsecret.txt', 'assets', '%00', '%zz', 'absent'])(
    'has nothing at %s',
    async (path) => {
      expect((await fetch(server.url + path)).status).toBe(404);
    },
  );

  it('takes the next free port where that is allowed', async () => {
    const taken = Number(new URL(server.url).port);
    await expect(startServer(folder, taken)).rejects.toThrow('EADDRINUSE');
    const next = await startServer(folder, taken, true);
    expect(Number(new URL(next.url).port)).toBeGreaterThan(taken);
    await next.close();
  });
});

describe('parseRange', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=5-', { start: 5, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-30', { start: 0, end: 9 }],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=10-12', 'unsatisfiable'],
    ['bytes=5-2', null],
    ['bytes=0-1,3-4', null],
    ['bytes=-', null],
    ['items=0-1', null],
    [undefined, null],
  ])('%s of 10 bytes', (header, expected) => {
    expect(parseRange(header, 10)).toEqual(expected);
  });
});
