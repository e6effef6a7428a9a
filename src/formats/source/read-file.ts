import { FoveaError } from '#core/errors/fovea-error.ts';
import { isOutOfMemory } from '#core/errors/out-of-memory.ts';
import { TryAgain } from '#core/network/retries.ts';
import type { Patience } from '#network/patience.ts';

/** What of a `File` is needed; a `Blob` with a name. */
export interface NamedBlob {
  readonly name: string;
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/**
 * Bytes of a local file from `start` to `end`. To a page a network share that is gone for a moment looks like a file that was moved or changed
 * since it was picked: it is asked again as a server is, and told by the file's name.
 *
 * @throws FoveaError `source/file-unreadable`; the reason of `signal`
 */
export function readFile(
  file: NamedBlob,
  [start, end]: readonly [number, number],
  signal: AbortSignal,
  patience: Patience,
): Promise<Uint8Array<ArrayBuffer>> {
  const { name } = file;
  return patience.retries.run(name, patience, signal, async () => {
    try {
      const buffer = await file.slice(start, end).arrayBuffer();
      signal.throwIfAborted();
      return new Uint8Array(buffer);
    } catch (cause) {
      signal.throwIfAborted();
      if (isOutOfMemory(cause)) throw cause;
      throw new TryAgain(new FoveaError('source/file-unreadable', { name }, { cause }), { kind: 'unreadable' });
    }
  });
}
