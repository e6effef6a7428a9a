/** What a reader needs of a file: its bytes, by range. One per open slide; owned and closed by the slide service. */
export interface ByteSource {
  /** File name or last URL segment. */
  readonly name: string;
  /** Bytes; null while a server hides it. */
  readonly size: number | null;
  /**
   * Exactly `length` bytes from `offset`. The array is borrowed (it may be a view of a cached block): never write to it or
   * transfer it. Rejects with a `source/…` error; past the end with `source/short-read`.
   */
  read(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  readonly stats: SourceStats;
}

/** Counted below the block cache: what was really fetched. */
export interface SourceStats {
  readonly bytesRead: number;
  readonly requests: number;
  readonly cacheBytes: number;
  readonly hosts: readonly string[];
}

/** The layer below the block cache: one call, one request. */
export interface RangeFetcher {
  readonly name: string;
  readonly size: number | null;
  readonly hosts: readonly string[];
  /** The bytes from `offset`, at most `length`; fewer only where the file ends. The array is the caller's. */
  fetchRange(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}
