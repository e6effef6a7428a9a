import { FoveaError } from '#core/errors/fovea-error.ts';

/** A browser keeps a download of this size on disk; beyond it the slide is better copied by hand. */
const MAX_BYTES = 4_000_000_000;

/** GET of a whole file. @throws FoveaError `source/network`, `source/http-status` or `slide/unsupported-layout` */
export async function fetchBlob(
  url: string,
  onProgress: (doneBytes: number, totalBytes: number | null) => void,
  signal: AbortSignal,
): Promise<Blob> {
  let response: Response;
  try {
    response = await fetch(url, { signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
  } catch (cause) {
    signal.throwIfAborted();
    throw new FoveaError('source/network', { url }, { cause });
  }
  if (!response.ok || !response.body) throw new FoveaError('source/http-status', { url, status: response.status });
  const length = Number(response.headers.get('Content-Length') ?? NaN);
  const totalBytes = Number.isFinite(length) ? length : null;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let doneBytes = 0;
  try {
    for await (const part of response.body) {
      doneBytes += part.byteLength;
      if (doneBytes > MAX_BYTES)
        throw new FoveaError('slide/unsupported-layout', { name: url, what: 'The file is larger than 4 GB' });
      parts.push(part);
      onProgress(doneBytes, totalBytes);
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof FoveaError) throw cause;
    throw new FoveaError('source/network', { url }, { cause });
  }
  return new Blob(parts);
}
