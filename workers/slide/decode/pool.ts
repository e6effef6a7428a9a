import { ChunkError, type EncodedChunk, type RgbImage } from '#formats/codecs/encoded-chunk.ts';
import type { CutJob, CutResult } from '#formats/region/cut-patches.ts';
import { linkWorker, type WorkerLink } from '../../shared/worker-link.ts';
import type { DecodeCalls, PictureResult } from './calls.ts';
import { createJobQueue } from './job-queue.ts';

/** Who turns compressed chunks into pixels; jobs take over the bytes of their chunks. */
export interface Decoders {
  cut(job: CutJob, signal: AbortSignal): Promise<CutResult>;
  /** For the screen: goes before any waiting `cut`. */
  picture(job: CutJob, signal: AbortSignal): Promise<PictureResult>;
  /** A whole image and its halves down to one tile, full resolution first. Rejects with `ChunkError`. */
  pyramid(chunk: EncodedChunk, signal: AbortSignal): Promise<readonly RgbImage[]>;
}

/** One decode worker; replaced when it has crashed. */
class Lane {
  #link: WorkerLink<DecodeCalls> | null = null;
  readonly #loadWasm: () => Promise<WebAssembly.Module>;

  constructor(loadWasm: () => Promise<WebAssembly.Module>) {
    this.#loadWasm = loadWasm;
  }

  async link(): Promise<WorkerLink<DecodeCalls>> {
    if (this.#link && !this.#link.crashed) return this.#link;
    const wasm = await this.#loadWasm();
    const worker = new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'fovea-decode' });
    const link = linkWorker<DecodeCalls>(worker, 'decode');
    try {
      await link.call('setUp', { wasm });
    } catch (error) {
      // Without its decoder it would be of no use and keep its memory.
      link.terminate(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
    this.#link = link;
    return link;
  }
}

/** `min(4, cores − 1)`, at least 2: one for the page and the slide worker, which need little while decoders are busy. */
export function decoderCount(cores: number): number {
  return Math.max(2, Math.min(4, cores - 1));
}

/** A pool of decode workers, started as they are needed. */
export function createDecodePool(size: number, loadWasm: () => Promise<WebAssembly.Module>): Decoders {
  const queue = createJobQueue(size, () => new Lane(loadWasm));
  return {
    cut: (job, signal) =>
      queue.run(false, signal, async (lane) =>
        (await lane.link()).call('cut', job, { signal, transfer: buffersOf(job) }),
      ),
    async pyramid(chunk, signal) {
      const result = await queue.run(true, signal, async (lane) =>
        (await lane.link()).call('pyramid', chunk, {
          signal,
          transfer: ownsItsBuffer(chunk) ? [chunk.bytes.buffer] : [],
        }),
      );
      if (result.kind === 'damaged') throw new ChunkError(result.what);
      return result.levels;
    },
    picture: (job, signal) =>
      queue.run(true, signal, async (lane) =>
        (await lane.link()).call('picture', job, {
          signal,
          transfer: buffersOf(job),
          discard: (late) => {
            late.bitmap.close();
          },
        }),
      ),
  };
}

function buffersOf({ chunks }: CutJob): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { chunk } of chunks) if (chunk && ownsItsBuffer(chunk)) buffers.add(chunk.bytes.buffer);
  return [...buffers];
}

/** A view into a larger buffer is copied by posting; only a buffer of its own can be moved. */
function ownsItsBuffer({ bytes }: EncodedChunk): boolean {
  return bytes.byteLength === bytes.buffer.byteLength;
}
