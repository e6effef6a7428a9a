import { FoveaError } from '#core/errors/fovea-error.ts';

export interface DownloadProgress {
  readonly doneBytes: number;
  /** Null where the server does not say. */
  readonly totalBytes: number | null;
}

/**
 * Fetches a whole file into a local `File` (browsers keep large ones on disk): the way out for a server without range requests,
 * to be started only when the user asks for it. Open the result as `{kind: 'file'}`. Rejects with a `source/…` error.
 */
export async function downloadSlide(
  request: { url: string; name: string },
  onProgress: (progress: DownloadProgress) => void,
  signal: AbortSignal,
): Promise<File> {
  const { url, name } = request;
  let doneBytes = 0;
  try {
    const response = await fetch(url, { cache: 'no-store', signal });
    if (!response.ok) throw new FoveaError('source/http-status', { url, status: response.status });
    const stated = Number(response.headers.get('Content-Length') ?? Number.NaN);
    const totalBytes = Number.isFinite(stated) && !response.headers.has('Content-Encoding') ? stated : null;
    onProgress({ doneBytes, totalBytes });
    const counted = response.body?.pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(chunk, controller): void {
          doneBytes += chunk.length;
          onProgress({ doneBytes, totalBytes });
          controller.enqueue(chunk);
        },
      }),
    );
    const blob = await new Response(counted ?? null).blob();
    if (totalBytes !== null && blob.size !== totalBytes) {
      throw new FoveaError('source/short-read', { name, offset: 0, wanted: totalBytes, got: blob.size });
    }
    return new File([blob], name);
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    if (cause instanceof FoveaError) throw cause;
    throw new FoveaError('source/network', { url }, { cause });
  }
}
