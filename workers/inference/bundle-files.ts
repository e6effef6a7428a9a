import { FoveaError } from '#core/errors/fovea-error.ts';
import { hasEncoder } from '#core/model/manifest.ts';
import type { BundleRef } from './contract.ts';

export interface BundleProgress {
  readonly what: 'loading' | 'verifying';
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** Files of a bundle in memory, each checked against the manifest's size and SHA-256. */
export interface BundleFiles {
  file(path: string): Uint8Array<ArrayBuffer>;
}

type Fetch = (url: string, init: { signal: AbortSignal }) => Promise<Response>;

/** What a run reads; the card and other papers stay where they are. */
function neededPaths({ manifest }: BundleRef): string[] {
  const paths = [...Object.values(manifest.head.graphs), manifest.golden.head];
  if (hasEncoder(manifest)) {
    const { encoder, golden } = manifest;
    paths.push(encoder.files.fp32, ...(encoder.data?.fp32 ? [encoder.data.fp32] : []), golden.encoder);
  }
  return [...new Set(paths)];
}

/**
 * Fetches the files that a run needs, as a stream with progress, and accepts none whose size or hash is not the manifest's.
 *
 * @throws FoveaError `model/unreachable`, `model/hash-mismatch`
 */
export async function loadBundleFiles(
  bundle: BundleRef,
  { fetch, signal, onProgress }: { fetch: Fetch; signal: AbortSignal; onProgress: (progress: BundleProgress) => void },
): Promise<BundleFiles> {
  const { manifest, baseUrl } = bundle;
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  const wanted = neededPaths(bundle).map((path) => {
    const file = listed.get(path);
    if (!file)
      throw new FoveaError('model/invalid-manifest', { bundle: manifest.id, problems: [`files lacks ${path}`] });
    return file;
  });
  const totalBytes = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
  let doneBytes = 0;
  let verifiedBytes = 0;
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { path, bytes, sha256 } of wanted) {
    const url = new URL(path, baseUrl).href;
    const data = await readExactly(url, bytes, { fetch, signal }, (read) => {
      onProgress({ what: 'loading', doneBytes: doneBytes + read, totalBytes });
    });
    doneBytes += bytes;
    if (data === null)
      throw new FoveaError('model/hash-mismatch', {
        bundle: manifest.id,
        path,
        expected: `${bytes} bytes`,
        got: 'another size',
      });
    const got = hex(await crypto.subtle.digest('SHA-256', data));
    if (got !== sha256)
      throw new FoveaError('model/hash-mismatch', { bundle: manifest.id, path, expected: sha256, got });
    verifiedBytes += bytes;
    onProgress({ what: 'verifying', doneBytes: verifiedBytes, totalBytes });
    files.set(path, data);
  }
  return {
    file(path) {
      const data = files.get(path);
      if (!data) throw new Error(`${path} was not loaded`);
      return data;
    },
  };
}

/** Reads a body of exactly `bytes`; null where it is shorter or longer (a longer one is not read to its end). */
async function readExactly(
  url: string,
  bytes: number,
  { fetch, signal }: { fetch: Fetch; signal: AbortSignal },
  onBytes: (read: number) => void,
): Promise<Uint8Array<ArrayBuffer> | null> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new FoveaError('model/unreachable', { url, what: String(cause) }, { cause });
  }
  if (!response.ok || !response.body)
    throw new FoveaError('model/unreachable', { url, what: `HTTP ${response.status}` });
  const data = new Uint8Array(bytes);
  const reader = response.body.getReader();
  let read = 0;
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      if (read + chunk.value.length > bytes) {
        await reader.cancel();
        return null;
      }
      data.set(chunk.value, read);
      read += chunk.value.length;
      onBytes(read);
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw new FoveaError('model/unreachable', { url, what: String(cause) }, { cause });
  }
  return read === bytes ? data : null;
}

function hex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
