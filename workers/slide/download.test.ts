import { afterEach, describe, expect, it } from 'vitest';
import { startRangeServer, type RangeServer } from '#test-support/range-server.ts';
import { downloadSlide, type DownloadProgress } from './download.ts';

const FILE = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 13) & 255);
let server: RangeServer;
afterEach(() => server.close());

async function download(signal = new AbortController().signal): Promise<{ file: File; steps: DownloadProgress[] }> {
  const steps: DownloadProgress[] = [];
  const request = { url: server.url('/x.tif'), name: 'x.tif' };
  return { file: await downloadSlide(request, (step) => steps.push(step), signal), steps };
}

describe('a full download', () => {
  it('gives the file and tells how far it is', async () => {
    server = await startRangeServer({ '/x.tif': FILE }, { ranges: 'ignored' });
    const { file, steps } = await download();
    expect(file.name).toBe('x.tif');
    expect(Buffer.compare(new Uint8Array(await file.arrayBuffer()), FILE)).toBe(0);
    expect(steps[0]).toEqual({ doneBytes: 0, totalBytes: FILE.length });
    expect(steps.at(-1)).toEqual({ doneBytes: FILE.length, totalBytes: FILE.length });
    expect(steps.length).toBeGreaterThan(2);
  });

  it('reports what fails, and an abort as one', async () => {
    server = await startRangeServer({ '/x.tif': FILE }, { ranges: 'ignored', status: () => 500 });
    await expect(download()).rejects.toMatchObject({ code: 'source/http-status' });
    server.behaviour = { ...server.behaviour, status: () => null, cutAfterBytes: 1000 };
    await expect(download()).rejects.toMatchObject({ code: 'source/network' });
    server.behaviour = { ...server.behaviour, cutAfterBytes: null, stallAfterBytes: 1000 };
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort();
    }, 30);
    await expect(download(controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
