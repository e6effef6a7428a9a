import type { DscaHead, DscaStream } from '#core/model/dsca-head.ts';
import { layerGraph, streamWidth, streamsOf } from '#core/model/dsca-head.ts';
import { GraphWalk, chunkBytes, queryBytes, runsOf, tokenWorkBytes } from './graph-walk.ts';
import { BagTooLargeError, evenRows, outputOf, rows } from './head-ports.ts';
import type { HeadGraphs, HeadLimits, HeadOptions, HostTensor } from './head-ports.ts';
import { positionCodes } from './position-codes.ts';
import type { GridPlaces } from './position-codes.ts';
import { softmax } from './softmax.ts';

/** Taps of the 3×3 convolution, which the graph multiplies with all at once before it adds them up. */
const HIGH_TAPS = 9;

/** A bag of n low-resolution patches, each with its scale² high-resolution ones; borrowed. */
export interface DscaInputs {
  /** float32 `[n, D]`, in the bundle's order: the convolution runs along it. */
  readonly low: Float32Array<ArrayBuffer>;
  /** float32 `[n, scale², D]`, row by row inside each low-resolution patch. */
  readonly high: Float32Array<ArrayBuffer>;
  /** Of the low-resolution patches. */
  readonly places: GridPlaces;
}

/** What the head says about a bag of n low-resolution patches. */
export interface DscaHeadAnswer {
  /** `[c]`: hazards, or the Cox log-risk. */
  readonly output: Float32Array<ArrayBuffer>;
  /** `[n]`, sum 1. */
  readonly globalAttention: Float32Array<ArrayBuffer>;
  /** `[n, cross heads, scale²]`, scores before the softmax; null unless the pooling is `capool`. */
  readonly crossScores: Float32Array<ArrayBuffer> | null;
}

/**
 * DSCA's head over a whole bag: exact for any n ≥ 1.
 *
 * Only the convolution of the low stream and the transformers' keys and values look beyond one low-resolution patch; those see the
 * whole sequence at once. All else passes in chunks: the 4 × 4 blocks, the queries, the gate. The slide-level softmax and weighted sum
 * are done here, in float64.
 *
 * @throws BagTooLargeError before anything is run, where a tensor would exceed `limits.tensorBytes`
 */
export async function runDscaHead(
  graphs: HeadGraphs,
  head: Omit<DscaHead, 'graphs'>,
  { low, high, places }: DscaInputs,
  options: HeadOptions,
): Promise<DscaHeadAnswer> {
  const n = places.column.length;
  const inside = head.scale ** 2;
  if (n < 1 || places.row.length !== n || low.length !== n * head.features || high.length !== low.length * inside)
    throw new RangeError(`${low.length} and ${high.length} features for ${n} patches of D = ${head.features}`);
  const chunks = dscaChunks(head, n, options.limits);
  const walk = new GraphWalk(graphs, embeddingSteps(n, chunks) + stepsOf(head, n, chunks), options);
  const tokens = await embedded(walk, head, { low, high: (from, to) => blockRows(high, head, from, to) }, chunks);
  return answerFrom(walk, head, { ...tokens, places }, chunks);
}

/** What the head makes of each low-resolution patch before any of them is compared with another; without position codes. */
export interface DscaTokens {
  /** float32 `[n, d]`. A row depends on its patch and the two before and after it in the list. */
  readonly low: Float32Array<ArrayBuffer>;
  /** float32 `[n, d]`. A row depends on its own patch and the scale² inside it. */
  readonly high: Float32Array<ArrayBuffer>;
  /** As {@link DscaHeadAnswer.crossScores}; a row depends on its own patch. */
  readonly crossScores: Float32Array<ArrayBuffer> | null;
}

/** Features of a bag of which the high-resolution ones are fetched as they are needed: `[to − from, scale², D]`. */
export interface DscaFeatures {
  readonly low: Float32Array<ArrayBuffer>;
  readonly high: (from: number, to: number) => HostTensor;
}

/** Tokens of a bag; what {@link runDscaHead} begins with. */
export function embedDsca(
  graphs: HeadGraphs,
  head: Omit<DscaHead, 'graphs'>,
  features: DscaFeatures,
  options: HeadOptions,
): Promise<DscaTokens> {
  const n = features.low.length / head.features;
  const chunks = dscaChunks(head, n, options.limits);
  return embedded(new GraphWalk(graphs, embeddingSteps(n, chunks), options), head, features, chunks);
}

/** What {@link runDscaHead} ends with. The tokens' low and high rows get their position codes added in place. */
export function runDscaTokens(
  graphs: HeadGraphs,
  head: Omit<DscaHead, 'graphs'>,
  bag: DscaTokens & { readonly places: GridPlaces },
  options: HeadOptions,
): Promise<DscaHeadAnswer> {
  const n = bag.places.column.length;
  if (n < 1 || bag.low.length !== n * head.width || bag.high.length !== n * head.width)
    throw new RangeError(`${bag.low.length} and ${bag.high.length} values for ${n} patches of d = ${head.width}`);
  const chunks = dscaChunks(head, n, options.limits);
  return answerFrom(new GraphWalk(graphs, stepsOf(head, n, chunks), options), head, bag, chunks);
}

async function embedded(
  walk: GraphWalk,
  head: Omit<DscaHead, 'graphs'>,
  { low, high }: DscaFeatures,
  chunks: Chunks,
): Promise<DscaTokens> {
  const n = low.length / head.features;
  const out = await walk.run('low-embed', { low: { data: low, dims: [n, head.features] } });
  const lowTokens = outputOf(out, 'tokens', n * head.width);
  const crossNumbers = head.cross_heads * head.scale ** 2;
  const blocks = await walk.inChunks('high-embed', {
    rows: n,
    perRun: chunks.blockRows,
    inputs: (from, to) => ({ low: rows(low, head.features, from, to), high: high(from, to) }),
    outputs: { tokens: head.width, ...(head.pooling === 'capool' ? { 'cross-attention': crossNumbers } : {}) },
  });
  return { low: lowTokens, high: blocks.tokens, crossScores: blocks['cross-attention'] ?? null };
}

async function answerFrom(
  walk: GraphWalk,
  head: Omit<DscaHead, 'graphs'>,
  { low, high, crossScores, places }: DscaTokens & { readonly places: GridPlaces },
  chunks: Chunks,
): Promise<DscaHeadAnswer> {
  const n = places.column.length;
  if (head.positions) {
    const codes = positionCodes(places, head.width);
    addTo(low, codes);
    addTo(high, codes);
  }
  const pass = new Pass(walk, head, n, chunks);
  const x =
    head.join === 'pre'
      ? await pass.encode('joint', joined(head, low, high))
      : joined(head, await pass.encode('low', low), await pass.encode('high', high));
  const { score } = await walk.inChunks('gate', {
    rows: n,
    perRun: chunks.tokenRows,
    inputs: (from, to) => ({ x: rows(x, head.output_width, from, to) }),
    outputs: { score: 1 },
  });
  const attention = softmax(score);
  const pooled = { data: weightedSum(attention, x, head.output_width), dims: [1, head.output_width] };
  const answer = await walk.run('answer', { x: pooled });
  return {
    output: outputOf(answer, 'output', head.classes),
    globalAttention: Float32Array.from(attention),
    crossScores,
  };
}

interface Chunks {
  /** Low-resolution patches per run of `high-embed`. */
  readonly blockRows: number;
  /** Tokens per run of `query`. */
  readonly queryRows: number;
  /** Tokens per run of `gate`. */
  readonly tokenRows: number;
}

/**
 * Rows per run, from the limits; every chunk but the last has the same size, so that few shapes are compiled.
 *
 * @throws BagTooLargeError
 */
export function dscaChunks(head: Omit<DscaHead, 'graphs'>, n: number, limits: HeadLimits): Chunks {
  const sequenceBytes = n * Math.max(head.features, head.output_width) * 4;
  if (sequenceBytes > limits.tensorBytes)
    throw new BagTooLargeError(
      `${n} patches need tensors of ${sequenceBytes} bytes; ${limits.tensorBytes} can be bound`,
    );
  const budget = chunkBytes(limits);
  const perBlock = head.scale ** 2 * Math.max(head.features, HIGH_TAPS * head.width) * 4;
  const perQuery = queryBytes({ tokens: n, width: streamWidth(head), heads: head.heads }, limits);
  return {
    blockRows: evenRows(n, perBlock, budget),
    queryRows: evenRows(n, perQuery, budget),
    tokenRows: evenRows(n, tokenWorkBytes(head.output_width), budget),
  };
}

function embeddingSteps(n: number, chunks: Chunks): number {
  return 1 + runsOf(n, chunks.blockRows);
}

function stepsOf(head: Pick<DscaHead, 'join' | 'layers'>, n: number, chunks: Chunks): number {
  const layers = streamsOf(head).length * head.layers;
  return layers * (1 + runsOf(n, chunks.queryRows)) + runsOf(n, chunks.tokenRows) + 1;
}

/** The transformers of one pass over one bag. */
class Pass {
  constructor(
    private readonly walk: GraphWalk,
    private readonly head: Omit<DscaHead, 'graphs'>,
    private readonly n: number,
    private readonly chunks: Chunks,
  ) {}

  /** All layers of a stream over its tokens float32 `[n, e]`. */
  async encode(stream: DscaStream, tokens: Float32Array<ArrayBuffer>): Promise<Float32Array<ArrayBuffer>> {
    const e = streamWidth(this.head);
    let x = tokens;
    for (let layer = 0; layer < this.head.layers; layer++) {
      const before = x;
      const all: HostTensor = { data: before, dims: [this.n, e] };
      x = await this.walk.withKeysValues(layerGraph(stream, layer, 'kv'), { x: all }, async ({ k, v }) => {
        const { y } = await this.walk.inChunks(layerGraph(stream, layer, 'query'), {
          rows: this.n,
          perRun: this.chunks.queryRows,
          inputs: (from, to) => ({ x: rows(before, e, from, to), k, v }),
          outputs: { y: e },
        });
        return y;
      });
    }
    return x;
  }
}

function blockRows(
  high: Float32Array<ArrayBuffer>,
  { features, scale }: Pick<DscaHead, 'features' | 'scale'>,
  from: number,
  to: number,
): HostTensor {
  const inside = scale ** 2;
  return { ...rows(high, inside * features, from, to), dims: [to - from, inside, features] };
}

function addTo(tokens: Float32Array<ArrayBuffer>, codes: Float32Array<ArrayBuffer>): void {
  for (const [i, code] of codes.entries()) tokens[i] = (tokens[i] ?? 0) + code;
}

/** `fusion`: low + high; `cat`: [high, low] of each patch, high first, as the original has it. */
function joined(
  { fusion, width }: Pick<DscaHead, 'fusion' | 'width'>,
  low: Float32Array<ArrayBuffer>,
  high: Float32Array<ArrayBuffer>,
): Float32Array<ArrayBuffer> {
  if (fusion === 'fusion') {
    const sum = high.slice();
    addTo(sum, low);
    return sum;
  }
  const both = new Float32Array(low.length + high.length);
  for (let i = 0; i * width < low.length; i++) {
    both.set(high.subarray(i * width, (i + 1) * width), 2 * i * width);
    both.set(low.subarray(i * width, (i + 1) * width), (2 * i + 1) * width);
  }
  return both;
}

/** float32 `[width]`: Σ wᵢ xᵢ, summed in float64. */
function weightedSum(
  weights: Float64Array<ArrayBuffer>,
  x: Float32Array<ArrayBuffer>,
  width: number,
): Float32Array<ArrayBuffer> {
  const sum = new Float64Array(width);
  for (const [i, weight] of weights.entries())
    for (let k = 0; k < width; k++) sum[k] = (sum[k] ?? 0) + weight * (x[i * width + k] ?? 0);
  return Float32Array.from(sum);
}
