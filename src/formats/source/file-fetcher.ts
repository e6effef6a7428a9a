import { patienceOf, type Patience } from '#network/patience.ts';
import type { RangeFetcher } from './byte-source.ts';
import { readFile, type NamedBlob } from './read-file.ts';

/** Ranges of a local file. One that changes on disk after it was picked can no longer be read: `source/file-unreadable`. */
export class FileFetcher implements RangeFetcher {
  readonly hosts: readonly string[] = [];
  readonly #file: NamedBlob;
  readonly #patience: Patience;

  constructor(file: NamedBlob, patience?: Partial<Patience>) {
    this.#file = file;
    this.#patience = patienceOf(patience);
  }

  get name(): string {
    return this.#file.name;
  }

  get size(): number {
    return this.#file.size;
  }

  fetchRange(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    return readFile(this.#file, [offset, Math.min(offset + length, this.size)], signal, this.#patience);
  }
}
