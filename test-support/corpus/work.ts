/**
 * What a case costs the processor, held against ordinary work on the same machine in the same run: a clock on the wall would tell how busy the machine is.
 */
import { cpuUsage } from 'node:process';
import { deflateSync } from 'node:zlib';
import { inflate } from '#formats/codecs/deflate.ts';

const SOUND_BYTES = 8 << 20;
/** A case costs at most this many sound tiles, and one more for each megabyte of its file. The most costly take two; a bomb that is unpacked, hundreds. */
const MOST_TILES = 8;

/** Processor time of this process, ms, with whatever threads it has. */
export async function cpuMsOf<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly cpuMs: number }> {
  const before = cpuUsage();
  const value = await work();
  const { user, system } = cpuUsage(before);
  return { value, cpuMs: (user + system) / 1000 };
}

/**
 * What a file may cost, ms of processor time by its bytes: measured by a sound tile of 8 MB, unpacked by the decoder of the slide readers (a third of a
 * second of a quiet processor).
 */
export async function costBound(): Promise<(fileBytes: number) => number> {
  let state = 7;
  const pixels = Uint8Array.from(
    { length: SOUND_BYTES },
    (_, i) => (i & 63) + ((state = (state * 48_271) % 2_147_483_647) & 7),
  );
  const packed = new Uint8Array(deflateSync(pixels, { level: 1 }));
  const { cpuMs } = await cpuMsOf(() => Promise.resolve(inflate(packed, SOUND_BYTES)));
  return (fileBytes) => cpuMs * (MOST_TILES + fileBytes / 2 ** 20);
}
