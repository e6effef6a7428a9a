import type { NamedBlob } from '#formats/source/read-file.ts';

/** Bytes in memory in the shape of a browser's `File`. */
export function memoryFile(name: string, bytes: Uint8Array): NamedBlob {
  return {
    name,
    size: bytes.length,
    slice: (start, end) => ({ arrayBuffer: () => Promise.resolve(new Uint8Array(bytes.subarray(start, end)).buffer) }),
  };
}
