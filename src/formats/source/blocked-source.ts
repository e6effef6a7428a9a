/**
 * A block cache over a `RangeFetcher`: neighbouring blocks that are wanted at the same time go out as one request, callers
 * who want the same block share its fetch, and a fetch is aborted when the last caller who wants it has gone.
 */
import { FoveaError } from '#core/errors/fovea-error.ts';
import { waitOrLeave } from '#core/wait-or-leave.ts';
import type { ByteSource, RangeFetcher, SourceStats } from './byte-source.ts';

export interface BlockOptions {
  /** Size of one cached block. */
  readonly blockBytes: number;
  /** Largest single request. */
  readonly maxRequestBytes: number;
  /** Bound of the cache; the least recently used blocks go first. */
  readonly maxCacheBytes: number;
  /** Requests in flight; more wait, and are joined with their neighbours while they do. */
  readonly maxConcurrent: number;
}

export const DEFAULT_BLOCK_OPTIONS: BlockOptions = {
  blockBytes: 64 * 1024,
  maxRequestBytes: 1024 * 1024,
  maxCacheBytes: 48 * 1024 * 1024,
  maxConcurrent: 6,
};

type Block = Uint8Array<ArrayBuffer>;

/** A block that somebody waits for: queued, or part of a request. */
interface WantedBlock {
  readonly index: number;
  readonly promise: Promise<Block>;
  resolve(block: Block): void;
  reject(error: unknown): void;
  waiters: number;
  request: BlockRequest | null;
}

interface BlockRequest {
  readonly blocks: readonly WantedBlock[];
  readonly controller: AbortController;
}

/** Requests larger than this go past the cache, which they would only flush. */
const BYPASS_SHARE = 0.25;

export class BlockedSource implements ByteSource {
  readonly #fetcher: RangeFetcher;
  readonly #options: BlockOptions;
  readonly #cache = new Map<number, Block>();
  readonly #wanted = new Map<number, WantedBlock>();
  #cacheBytes = 0;
  #inFlight = 0;
  #flushScheduled = false;
  #bytesRead = 0;
  #requests = 0;

  constructor(fetcher: RangeFetcher, options: Partial<BlockOptions> = {}) {
    this.#fetcher = fetcher;
    this.#options = { ...DEFAULT_BLOCK_OPTIONS, ...options };
  }

  get name(): string {
    return this.#fetcher.name;
  }

  get size(): number | null {
    return this.#fetcher.size;
  }

  get stats(): SourceStats {
    return {
      bytesRead: this.#bytesRead,
      requests: this.#requests,
      cacheBytes: this.#cacheBytes,
      hosts: this.#fetcher.hosts,
    };
  }

  async read(offset: number, length: number, signal: AbortSignal): Promise<Block> {
    signal.throwIfAborted();
    this.#checkRange(offset, length);
    if (length === 0) return new Uint8Array(0);
    const { blockBytes, maxCacheBytes } = this.#options;
    if (length > maxCacheBytes * BYPASS_SHARE) return this.#readUncached(offset, length, signal);
    const first = Math.floor(offset / blockBytes);
    const last = Math.floor((offset + length - 1) / blockBytes);
    if (first === last) {
      const block = this.#cached(first) ?? (await this.#want(first, signal));
      const start = offset - first * blockBytes;
      if (block.length < start + length) throw this.#shortRead(offset, length, Math.max(0, block.length - start));
      return block.subarray(start, start + length);
    }
    const out = new Uint8Array(length);
    await Promise.all(
      Array.from({ length: last - first + 1 }, async (_, k) => {
        const index = first + k;
        const block = this.#cached(index) ?? (await this.#want(index, signal));
        const blockStart = index * blockBytes;
        const from = Math.max(offset, blockStart);
        const to = Math.min(offset + length, blockStart + blockBytes);
        if (block.length < to - blockStart) throw this.#shortRead(offset, length, blockStart + block.length - offset);
        out.set(block.subarray(from - blockStart, to - blockStart), from - offset);
      }),
    );
    return out;
  }

  #checkRange(offset: number, length: number): void {
    const valid = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
    const size = this.size;
    if (!valid || (size !== null && offset + length > size)) {
      throw this.#shortRead(offset, length, valid && size !== null ? Math.max(0, size - offset) : 0);
    }
  }

  #shortRead(offset: number, wanted: number, got: number): FoveaError {
    return new FoveaError('source/short-read', { name: this.name, offset, wanted, got: Math.max(0, got) });
  }

  #cached(index: number): Block | null {
    const block = this.#cache.get(index);
    if (!block) return null;
    this.#cache.delete(index);
    this.#cache.set(index, block);
    return block;
  }

  #keep(index: number, block: Block): void {
    this.#cache.set(index, block);
    this.#cacheBytes += block.byteLength;
    for (const [oldest, old] of this.#cache) {
      if (this.#cacheBytes <= this.#options.maxCacheBytes) break;
      this.#cache.delete(oldest);
      this.#cacheBytes -= old.byteLength;
    }
  }

  async #want(index: number, signal: AbortSignal): Promise<Block> {
    const block = this.#wanted.get(index) ?? this.#enqueue(index);
    block.waiters += 1;
    try {
      return await waitOrLeave(block.promise, signal);
    } finally {
      block.waiters -= 1;
      if (block.waiters === 0) this.#abandon(block);
    }
  }

  #enqueue(index: number): WantedBlock {
    let resolve: (block: Block) => void = () => undefined;
    let reject: (error: unknown) => void = () => undefined;
    const promise = new Promise<Block>((whenResolved, whenRejected) => {
      resolve = whenResolved;
      reject = whenRejected;
    });
    promise.catch(() => undefined); // every waiter may have gone before it rejects
    const block: WantedBlock = { index, promise, resolve, reject, waiters: 0, request: null };
    this.#wanted.set(index, block);
    if (!this.#flushScheduled) {
      this.#flushScheduled = true;
      queueMicrotask(() => {
        this.#flushScheduled = false;
        this.#flush();
      });
    }
    return block;
  }

  /** Nobody waits for this block any more: forget it if queued, abort its request if it was the last one in it. */
  #abandon(block: WantedBlock): void {
    if (this.#wanted.get(block.index) !== block) return;
    if (!block.request) {
      this.#wanted.delete(block.index);
    } else if (block.request.blocks.every(({ waiters }) => waiters === 0)) {
      for (const { index } of block.request.blocks) this.#wanted.delete(index);
      block.request.controller.abort();
    }
  }

  #flush(): void {
    for (const block of this.#wanted.values()) {
      if (this.#inFlight >= this.#options.maxConcurrent) return;
      if (!block.request) void this.#send(this.#runAround(block));
    }
  }

  /** The queued blocks next to `block`, as many as one request may hold. */
  #runAround(block: WantedBlock): WantedBlock[] {
    const maxBlocks = Math.max(1, Math.floor(this.#options.maxRequestBytes / this.#options.blockBytes));
    const run = [block];
    const queued = (index: number): WantedBlock | null => {
      const other = this.#wanted.get(index);
      return other && !other.request ? other : null;
    };
    for (let i = block.index + 1, next; run.length < maxBlocks && (next = queued(i)); i += 1) run.push(next);
    for (let i = block.index - 1, next; run.length < maxBlocks && (next = queued(i)); i -= 1) run.unshift(next);
    return run;
  }

  async #send(blocks: readonly WantedBlock[]): Promise<void> {
    const controller = new AbortController();
    const request: BlockRequest = { blocks, controller };
    for (const block of blocks) block.request = request;
    const first = blocks[0]?.index ?? 0;
    const { blockBytes } = this.#options;
    this.#inFlight += 1;
    try {
      const bytes = await this.#fetch(first * blockBytes, blocks.length * blockBytes, controller.signal);
      for (const [k, block] of blocks.entries()) {
        // Copied out of a joint answer, or a single kept block would keep all of it alive.
        const piece = blocks.length === 1 ? bytes : bytes.slice(k * blockBytes, (k + 1) * blockBytes);
        this.#settle(block, () => {
          this.#keep(block.index, piece);
          block.resolve(piece);
        });
      }
    } catch (error) {
      for (const block of blocks) {
        this.#settle(block, () => {
          block.reject(error);
        });
      }
    } finally {
      this.#inFlight -= 1;
      this.#flush();
    }
  }

  #settle(block: WantedBlock, settle: () => void): void {
    if (this.#wanted.get(block.index) === block) this.#wanted.delete(block.index);
    settle();
  }

  async #fetch(offset: number, length: number, signal: AbortSignal): Promise<Block> {
    this.#requests += 1;
    const bytes = await this.#fetcher.fetchRange(offset, length, signal);
    this.#bytesRead += bytes.byteLength;
    return bytes;
  }

  async #readUncached(offset: number, length: number, signal: AbortSignal): Promise<Block> {
    const bytes = await this.#fetch(offset, length, signal);
    if (bytes.length < length) throw this.#shortRead(offset, length, bytes.length);
    return bytes;
  }
}
