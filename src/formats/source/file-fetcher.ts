import { FoveaError } from '#core/errors/fovea-error.ts';
import type { RangeFetcher } from './byte-source.ts';

/** What of a `File` is needed; a `Blob` with a name. */
export interface NamedBlob {
  readonly name: string;
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** Ranges of a local file. A file that changes on disk after it was picked can no longer be read: `source/changed`. */
export class FileFetcher implements RangeFetcher {
  readonly hosts: readonly string[] = [];
  readonly #file: NamedBlob;

  constructor(file: NamedBlob) {
    this.#file = file;
  }

  get name(): string {
    return this.#file.name;
  }

  get size(): number {
    return this.#file.size;
  }

  async fetchRange(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    signal.throwIfAborted();
    try {
      const buffer = await this.#file.slice(offset, Math.min(offset + length, this.size)).arrayBuffer();
      signal.throwIfAborted();
      return new Uint8Array(buffer);
    } catch (cause) {
      if (signal.aborted) throw cause;
      throw new FoveaError('source/changed', { url: this.name }, { cause });
    }
  }
}
