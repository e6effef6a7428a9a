import { Unzlib } from 'fflate';
import { ChunkError } from './encoded-chunk.ts';

/**
 * Packed bytes handed over at a time: deflate makes at most 1,032 of one, so at most 4 MB come between two looks at what came, 17 MB after pieces in
 * which there was no sign of a bomb. Smaller ones take longer: each moves what came before it.
 */
const PUSH_BYTES = 4 * 1024;
const LARGER_PUSH_BYTES = 16 * 1024;
/** Pictures of tissue unpack to two to twenty times their size, bombs to hundreds. */
const ORDINARY_RATIO = 32;

/**
 * Unpacks zlib data a piece at a time, so that whoever takes them can stop a bomb: by throwing.
 *
 * @param what of which the data are, for the error
 * @returns takes packed data in any number of parts; throws `ChunkError` where they are damaged, and what `take` throws
 */
export function unpackPieces(what: string, take: (unpacked: Uint8Array) => void): (packed: Uint8Array) => void {
  const thrown: { by: unknown } = { by: null };
  let came = 0;
  let size = PUSH_BYTES;
  const unzlib = new Unzlib((data) => {
    came += data.length;
    try {
      take(data);
    } catch (error) {
      thrown.by = error;
      throw error;
    }
  });
  return (packed) => {
    try {
      for (let from = 0; from < packed.length;) {
        const piece = packed.subarray(from, from + size);
        came = 0;
        unzlib.push(piece);
        from += piece.length;
        size = came < ORDINARY_RATIO * piece.length ? LARGER_PUSH_BYTES : PUSH_BYTES;
      }
    } catch (cause) {
      if (cause === thrown.by) throw cause;
      throw new ChunkError(`${what} data are damaged`, { cause });
    }
  };
}
