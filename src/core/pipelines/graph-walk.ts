import { BagTooLargeError, outputOf, ranges } from './head-ports.ts';
import type { HeadGraphs, HeadInput, HeadLimits, HeadOptions, HostTensor, KeptTensor } from './head-ports.ts';

const FLOAT32_BYTES = 4;

/** Inside a layer the feed-forward part widens a token, at most by this in any model we know of. */
const WIDENING = 8;

/** A transformer over `tokens` tokens of length `width`. */
export interface AttentionSize {
  readonly tokens: number;
  readonly width: number;
  readonly heads: number;
}

/**
 * Bytes that one query needs inside a transformer layer: its scores against all tokens, or its widened token.
 *
 * @throws BagTooLargeError where the tokens, or one query's scores, are larger than what the back end can bind
 */
export function queryBytes({ tokens, width, heads }: AttentionSize, limits: HeadLimits): number {
  const tokenBytes = tokens * width * FLOAT32_BYTES;
  if (tokenBytes > limits.tensorBytes)
    throw new BagTooLargeError(`${tokens} tokens need ${tokenBytes} bytes; ${limits.tensorBytes} can be bound`);
  const scoreBytes = heads * tokens * FLOAT32_BYTES;
  if (scoreBytes > chunkBytes(limits))
    throw new BagTooLargeError(`one query against ${tokens} tokens needs ${scoreBytes} bytes`);
  return Math.max(tokenWorkBytes(width), scoreBytes);
}

/** Bytes that work on one token by itself needs. */
export function tokenWorkBytes(width: number): number {
  return width * WIDENING * FLOAT32_BYTES;
}

/** Bytes that the largest tensor of one chunk may have. */
export function chunkBytes(limits: HeadLimits): number {
  return Math.min(limits.scoreBytes, limits.tensorBytes);
}

/** Runs that a graph over `rows` rows takes. */
export function runsOf(rows: number, perRun: number): number {
  return Math.ceil(rows / perRun);
}

/** One pass over a head's graphs: counts the runs and stops between two of them when asked to. */
export class GraphWalk {
  private step = 0;

  /** @param steps graph runs that the whole pass takes, for progress */
  constructor(
    private readonly graphs: HeadGraphs,
    private readonly steps: number,
    private readonly options: HeadOptions,
  ) {}

  async run(graph: string, inputs: Readonly<Record<string, HeadInput>>): Promise<Record<string, HostTensor>> {
    this.options.signal?.throwIfAborted();
    const outputs = await this.graphs.run(graph, inputs);
    this.count();
    return outputs;
  }

  /**
   * Runs a graph whose rows do not know of each other, in chunks.
   *
   * @param inputs gives what rows `from` to `to` need
   * @param outputs numbers per row of each output that is wanted
   * @returns float32 `[rows, numbers]` of each output
   */
  async inChunks<Outputs extends Readonly<Record<string, number>>>(
    graph: string,
    {
      rows,
      perRun,
      inputs,
      outputs,
    }: {
      readonly rows: number;
      readonly perRun: number;
      readonly inputs: (from: number, to: number) => Readonly<Record<string, HeadInput>>;
      readonly outputs: Outputs;
    },
  ): Promise<{ [Name in keyof Outputs]: Float32Array<ArrayBuffer> }> {
    const whole = Object.entries(outputs).map(
      ([name, numbers]) => [name, new Float32Array(rows * numbers), numbers] as const,
    );
    for (const [from, to] of ranges(rows, perRun)) {
      const out = await this.run(graph, inputs(from, to));
      for (const [name, values, numbers] of whole)
        values.set(outputOf(out, name, (to - from) * numbers), from * numbers);
    }
    return Object.fromEntries(whole) as { [Name in keyof Outputs]: Float32Array<ArrayBuffer> };
  }

  /** Makes keys and values of all tokens at once, leaves them on the back end while `work` goes on, and disposes them. */
  async withKeysValues<T>(
    graph: string,
    inputs: Readonly<Record<string, HeadInput>>,
    work: (keysValues: { readonly k: KeptTensor; readonly v: KeptTensor }) => Promise<T>,
  ): Promise<T> {
    this.options.signal?.throwIfAborted();
    const kept = await this.graphs.runKeeping(graph, inputs);
    try {
      const { k, v } = kept;
      if (!k || !v) throw new Error(`${graph} gave no k or no v`);
      this.count();
      return await work({ k, v });
    } finally {
      for (const one of Object.values(kept)) one.dispose();
    }
  }

  private count(): void {
    this.options.onStep?.(++this.step, this.steps);
  }
}
