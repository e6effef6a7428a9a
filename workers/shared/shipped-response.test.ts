import { describe, expect, it } from 'vitest';
import { memoryDirectory } from '#test-support/memory-directory.ts';
import { MODELS_FOLDER } from './private-folders.ts';
import { answerFromDisk } from './shipped-response.ts';

const content = Uint8Array.from({ length: 1000 }, (_, i) => i & 255);
const file = { path: 'phantom-01.tif', bytes: content.length, sha256: 'a'.repeat(64) };
const directory = memoryDirectory();
directory.put([MODELS_FOLDER, file.sha256], content);
const { root } = directory;

const ask = (headers: Record<string, string> = {}, method = 'GET') =>
  answerFromDisk({ method, headers: new Headers(headers) }, file, root);

async function bytesOf(response: Response | null): Promise<Uint8Array> {
  return new Uint8Array((await response?.arrayBuffer()) ?? new ArrayBuffer());
}

describe('a shipped file that is on this machine', () => {
  it('is given as a whole, by its type, without a name of its version', async () => {
    const response = await ask();
    expect(response?.status).toBe(200);
    expect(Object.fromEntries(response?.headers ?? [])).toMatchObject({
      'content-type': 'image/tiff',
      'content-length': '1000',
      'accept-ranges': 'bytes',
    });
    expect(response?.headers.has('ETag')).toBe(false);
    expect(await bytesOf(response)).toEqual(content);
  });

  it.each([
    ['bytes=0-99', 'bytes 0-99/1000', 0, 100],
    ['bytes=900-', 'bytes 900-999/1000', 900, 1000],
    ['bytes=990-5000', 'bytes 990-999/1000', 990, 1000],
    ['bytes=-10', 'bytes 990-999/1000', 990, 1000],
  ])('is given by range: %s', async (range, said, from, to) => {
    const response = await ask({ Range: range });
    expect([response?.status, response?.headers.get('Content-Range')]).toEqual([206, said]);
    expect(await bytesOf(response)).toEqual(content.slice(from, to));
  });

  it('has no bytes beyond its end, and comes as a whole where a range cannot be read or depends on a version', async () => {
    const outside = await ask({ Range: 'bytes=1000-1010' });
    expect([outside?.status, outside?.headers.get('Content-Range')]).toEqual([416, 'bytes */1000']);
    for (const headers of [
      { Range: 'bytes=5-1' },
      { Range: 'bytes=0-1,5-6' },
      { Range: 'lines=1-2' },
      { Range: 'bytes=0-9', 'If-Range': '"1"' },
    ])
      expect((await ask(headers))?.status).toBe(200);
  });

  it('answers HEAD without content and leaves other requests to the server', async () => {
    const head = await ask({}, 'HEAD');
    expect([head?.headers.get('Content-Length'), (await bytesOf(head)).length]).toEqual(['1000', 0]);
    expect(await ask({}, 'POST')).toBeNull();
  });

  it('is the server’s where it is not here, not whole, or no files are kept', async () => {
    const request = { method: 'GET', headers: new Headers() };
    expect(await answerFromDisk(request, { ...file, sha256: 'b'.repeat(64) }, root)).toBeNull();
    expect(await answerFromDisk(request, { ...file, bytes: 1001 }, root)).toBeNull();
    const refused = () => Promise.reject(new DOMException('no', 'SecurityError'));
    expect(await answerFromDisk(request, file, refused)).toBeNull();
    expect(await answerFromDisk(request, file, memoryDirectory().root)).toBeNull();
  });
});
