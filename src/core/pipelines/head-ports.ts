/** A float32 tensor in this program's memory, row-major. */
export interface HostTensor {
  readonly data: Float32Array<ArrayBuffer>;
  readonly dims: readonly number[];
}

/** A uint8 tensor in this program's memory, row-major: pixels. */
export interface PixelTensor {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly dims: readonly number[];
}

/** A tensor that stays where the graph left it (the GPU's memory, for instance) until it is disposed. */
export interface KeptTensor {
  readonly dims: readonly number[];
  dispose(): void;
}

export type HeadInput = HostTensor | PixelTensor | KeptTensor;

/** The head's graphs on some back end; names, inputs and outputs are those of `docs/bundle-format.md`. */
export interface HeadGraphs {
  /** Whether the head brings a graph that it need not; false where it is not told. */
  has?(graph: string): boolean;
  /** Runs a graph and brings its outputs to this program's memory; they belong to the caller. Inputs are borrowed. */
  run(graph: string, inputs: Readonly<Record<string, HeadInput>>): Promise<Record<string, HostTensor>>;
  /** Runs a graph and leaves its outputs where they are; the caller disposes each. */
  runKeeping(graph: string, inputs: Readonly<Record<string, HeadInput>>): Promise<Record<string, KeptTensor>>;
}

/** How much may be held at once; tests shrink these to walk over the chunk borders. */
export interface HeadLimits {
  /** Bytes for the attention scores `[h, m, N]` of one chunk of queries. */
  readonly scoreBytes: number;
  /** Largest tensor that the back end can bind (WebGPU: `maxStorageBufferBindingSize`); beyond it answers would be garbage. */
  readonly tensorBytes: number;
}

/** What of an `AbortSignal` the core needs. */
export interface Cancellation {
  throwIfAborted(): void;
}

export interface HeadOptions {
  readonly limits: HeadLimits;
  readonly signal?: Cancellation;
  /** Called after every graph run: how many of how many. */
  readonly onStep?: (step: number, steps: number) => void;
}

/** A bag too large for the back end's tensors: another back end may still do it. */
export class BagTooLargeError extends Error {
  override readonly name = 'BagTooLargeError';
}

/** Chunks of at most `perRun` rows that cover `rows`. */
export function* ranges(rows: number, perRun: number): Generator<[from: number, to: number]> {
  for (let from = 0; from < rows; from += perRun) yield [from, Math.min(from + perRun, rows)];
}

/** Rows `from` to `to` of a matrix, sharing its memory. */
export function rows(data: Float32Array<ArrayBuffer>, width: number, from: number, to: number): HostTensor {
  return { data: data.subarray(from * width, to * width), dims: [to - from, width] };
}

/** Rows per run so that every chunk but the last has the same size (few shapes to compile) and none exceeds the budget. */
export function evenRows(rowCount: number, bytesPerRow: number, budgetBytes: number): number {
  const most = Math.max(1, Math.floor(budgetBytes / bytesPerRow));
  return Math.ceil(rowCount / Math.ceil(rowCount / most));
}

/** An output by name, with its length checked: a bundle's graphs are not trusted to keep their word. */
export function outputOf(outputs: Record<string, HostTensor>, name: string, length: number): Float32Array<ArrayBuffer> {
  const data = outputs[name]?.data;
  if (data?.length !== length) throw new Error(`${name} holds ${data?.length ?? 'no'} values instead of ${length}`);
  return data;
}
