import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { NamedBlob } from '#formats/source/read-file.ts';

export interface FileRead {
  readonly offset: number;
  readonly length: number;
}

/** A file on disk in the shape of a browser's `File`; reads only the ranges that are asked for and says which. */
export function nodeFile(path: string, reads: FileRead[] = []): NamedBlob {
  const { size } = statSync(path);
  return {
    name: basename(path),
    size,
    slice: (start, end) => ({
      arrayBuffer(): Promise<ArrayBuffer> {
        const bytes = new Uint8Array(end - start);
        reads.push({ offset: start, length: end - start });
        const file = openSync(path, 'r');
        try {
          readSync(file, bytes, 0, bytes.length, start);
        } finally {
          closeSync(file);
        }
        return Promise.resolve(bytes.buffer);
      },
    }),
  };
}
