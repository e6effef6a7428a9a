import { tdaMilGraphs } from '#core/model/tda-mil-head.ts';
import type { TdaMilHead } from '#core/model/tda-mil-head.ts';
import { onnxModel } from './onnx-writer.ts';
import type { Constant, Node, ValueInfo } from './onnx-writer.ts';
import type { Block, Matrix, SmallTdaMil } from './tda-mil-model.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** The graphs of a {@link SmallTdaMil} as ONNX files, by graph name. */
export function headFiles({ head, weights }: SmallTdaMil): Map<string, Bytes> {
  const files = new Map<string, Bytes>();
  for (const name of tdaMilGraphs(head)) {
    const [, two, index, part] = /^(step2-)?block(\d+)-(\w+)$/.exec(name) ?? [];
    const block = weights.blocks[two ? 2 : 1][Number(index)];
    if (name === 'embed') files.set(name, embed(head, weights));
    else if (name === 'select') files.set(name, select(head, weights));
    else if (name === 'classify') files.set(name, classify(head, weights));
    else if (block && part === 'kv') files.set(name, keysValues(head, block));
    else if (block && part === 'query') files.set(name, query(head, block));
    else if (block && part === 'attention') files.set(name, attention(head, block));
  }
  const [first] = weights.blocks[1];
  if (first) for (const [name, file] of firstBlockParts(head, first)) files.set(name, file);
  return files;
}

type Head = Omit<TdaMilHead, 'graphs'>;
type Weights = SmallTdaMil['weights'];

const float = (name: string, ...shape: (number | string)[]): ValueInfo => ({ name, type: 'float32', shape });
const matrix = (name: string, rows: Matrix): Constant => ({
  name,
  dims: [rows.length, rows[0]?.length ?? 0],
  data: Float32Array.from(rows.flat()),
});
const vector = (name: string, values: readonly number[]): Constant => ({
  name,
  dims: [values.length],
  data: Float32Array.from(values),
});
const shape = (name: string, sizes: readonly number[]): Constant => ({
  name,
  dims: [sizes.length],
  data: BigInt64Array.from(sizes, BigInt),
});
const op = (type: string, inputs: string[], output: string, attributes: Node['attributes'] = {}): Node => ({
  op: type,
  inputs,
  outputs: [output],
  attributes,
});

const layerNorm = (input: string, output: string): Node => op('LayerNormalization', [input, 'one', 'none'], output);
const normConstants = ({ width }: Head): Constant[] => [
  vector('one', new Array<number>(width).fill(1)),
  vector('none', new Array<number>(width).fill(0)),
];
const splitHeads = ({ heads, width }: Head): Constant => shape('split', [-1, heads, width / heads]);

function embed({ features, width }: Head, { W, cls }: Weights): Bytes {
  return onnxModel({
    inputs: [float('features', 'm', features)],
    outputs: [float('tokens', 'm', width), float('cls', 1, width)],
    constants: [matrix('W', W), matrix('start', cls)],
    nodes: [op('MatMul', ['features', 'W'], 'tokens'), op('Identity', ['start'], 'cls')],
  });
}

function keysValues(head: Head, block: Block): Bytes {
  const { width, heads } = head;
  return onnxModel({
    inputs: [float('x', 'm', width), float('td', 'm', width)],
    outputs: [float('k', heads, width / heads, 'm'), float('v', heads, 'm', width / heads)],
    constants: [...normConstants(head), splitHeads(head), matrix('Wk', block.k), matrix('Wv', block.v)],
    nodes: [
      layerNorm('x', 'z'),
      op('MatMul', ['z', 'Wk'], 'flatK'),
      op('Reshape', ['flatK', 'split'], 'splitK'),
      op('Transpose', ['splitK'], 'k', { perm: [1, 2, 0] }),
      op('Add', ['z', 'td'], 'zv'),
      op('MatMul', ['zv', 'Wv'], 'flatV'),
      op('Reshape', ['flatV', 'split'], 'splitV'),
      op('Transpose', ['splitV'], 'v', { perm: [1, 0, 2] }),
    ],
  });
}

/** Nodes from `x` and `k` to the softmax `a [h, m, N]`. */
const softmaxNodes: Node[] = [
  layerNorm('x', 'z'),
  op('MatMul', ['z', 'Wq'], 'flatQ'),
  op('Reshape', ['flatQ', 'split'], 'splitQ'),
  op('Transpose', ['splitQ'], 'q', { perm: [1, 0, 2] }),
  op('MatMul', ['q', 'k'], 'scores'),
  op('Softmax', ['scores'], 'a', { axis: -1 }),
];

/** W_Q with the 1/√d_k of the attention folded in. */
const scaledQuery = ({ width, heads }: Head, { q }: Block): Constant =>
  matrix(
    'Wq',
    q.map((row) => row.map((value) => value / Math.sqrt(width / heads))),
  );

function query(head: Head, block: Block): Bytes {
  const { width, heads } = head;
  return onnxModel({
    inputs: [float('x', 'm', width), float('k', heads, width / heads, 'N'), float('v', heads, 'N', width / heads)],
    outputs: [float('y', 'm', width)],
    constants: [
      ...normConstants(head),
      splitHeads(head),
      shape('join', [-1, width]),
      scaledQuery(head, block),
      matrix('Wo', block.o),
      matrix('Wm', block.mlp),
    ],
    nodes: [...softmaxNodes, op('MatMul', ['a', 'v'], 'mixed'), ...joinNodes],
  });
}

/** From each head's `mixed` to the block's `y`. */
const joinNodes: Node[] = [
  op('Transpose', ['mixed'], 'byToken', { perm: [1, 0, 2] }),
  op('Reshape', ['byToken', 'join'], 'joined'),
  op('MatMul', ['joined', 'Wo'], 'projected'),
  op('Add', ['x', 'projected'], 'added'),
  layerNorm('added', 'zm'),
  op('MatMul', ['zm', 'Wm'], 'hidden'),
  op('Tanh', ['hidden'], 'mlp'),
  op('Add', ['added', 'mlp'], 'y'),
];

/** The optional graphs `first-*`. */
function firstBlockParts(head: Head, block: Block): [string, Bytes][] {
  const { width, heads } = head;
  const size = width / heads;
  const queries = onnxModel({
    inputs: [float('x', 'm', width)],
    outputs: [float('q', heads, 'm', size)],
    constants: [...normConstants(head), splitHeads(head), scaledQuery(head, block)],
    nodes: [
      layerNorm('x', 'z'),
      op('MatMul', ['z', 'Wq'], 'flat'),
      op('Reshape', ['flat', 'split'], 'apart'),
      op('Transpose', ['apart'], 'q', { perm: [1, 0, 2] }),
    ],
  });
  const sums = onnxModel({
    inputs: [
      float('q', heads, 'm', size),
      float('shift', heads, 'm', 1),
      float('k', heads, size, 'e'),
      float('v', heads, 'e', size),
    ],
    outputs: [float('total', heads, 'm', 1), float('sum', heads, 'm', size)],
    constants: [shape('last', [-1])],
    nodes: [
      op('MatMul', ['q', 'k'], 'scores'),
      op('Sub', ['scores', 'shift'], 'below'),
      op('Exp', ['below'], 'weights'),
      op('ReduceSum', ['weights', 'last'], 'total', { keepdims: 1 }),
      op('MatMul', ['weights', 'v'], 'sum'),
    ],
  });
  const join = onnxModel({
    inputs: [float('x', 'm', width), float('mixed', heads, 'm', size)],
    outputs: [float('y', 'm', width)],
    constants: [...normConstants(head), shape('join', [-1, width]), matrix('Wo', block.o), matrix('Wm', block.mlp)],
    nodes: joinNodes,
  });
  return [
    ['first-queries', queries],
    ['first-sums', sums],
    ['first-join', join],
  ];
}

function attention(head: Head, block: Block): Bytes {
  const { width, heads } = head;
  return onnxModel({
    inputs: [float('x', 1, width), float('k', heads, width / heads, 'N')],
    outputs: [float('attention', 'N')],
    constants: [...normConstants(head), splitHeads(head), scaledQuery(head, block)],
    nodes: [...softmaxNodes, op('ReduceMean', ['a'], 'attention', { axes: [0, 1], keepdims: 0 })],
  });
}

function select({ width }: Head, { T, C, mlpTd }: Weights): Bytes {
  const length = Math.sqrt(T.reduce((sum, value) => sum + value * value, 0));
  return onnxModel({
    inputs: [float('x', 'm', width)],
    outputs: [float('relevance', 'm'), float('td', 'm', width)],
    constants: [
      matrix(
        'T',
        T.map((value) => [value / length]),
      ),
      matrix('C', C),
      matrix('M', mlpTd),
      vector('low', [0]),
      vector('high', [1]),
      shape('flat', [-1]),
      shape('last', [1]),
    ].map((constant) => (constant.name === 'low' || constant.name === 'high' ? { ...constant, dims: [] } : constant)),
    nodes: [
      op('MatMul', ['x', 'T'], 'dot'),
      op('Mul', ['x', 'x'], 'squares'),
      op('ReduceSum', ['squares', 'last'], 'sum', { keepdims: 1 }),
      op('Sqrt', ['sum'], 'norm'),
      op('Div', ['dot', 'norm'], 'cosine'),
      op('Clip', ['cosine', 'low', 'high'], 's'),
      op('Reshape', ['s', 'flat'], 'relevance'),
      op('Mul', ['x', 's'], 'chosen'),
      op('MatMul', ['chosen', 'C'], 'moved'),
      op('MatMul', ['moved', 'M'], 'hidden'),
      op('Tanh', ['hidden'], 'td'),
    ],
  });
}

function classify(head: Head, { fc }: Weights): Bytes {
  return onnxModel({
    inputs: [float('x', 1, head.width)],
    outputs: [float('logits', fc[0]?.length ?? 0)],
    constants: [...normConstants(head), matrix('Wfc', fc), shape('flat', [-1])],
    nodes: [layerNorm('x', 'z'), op('MatMul', ['z', 'Wfc'], 'row'), op('Reshape', ['row', 'flat'], 'logits')],
  });
}

/**
 * A small encoder: patches uint8 `[B, S, S, 3]` → / 255 → mean over the patch → W. Linear, so that a test can tell its features by hand.
 */
export function encoderFile(
  patchSizePx: number,
  weights: Matrix,
  external?: { readonly file: string; readonly offset: number },
): Bytes {
  const featureDim = weights[0]?.length ?? 0;
  return onnxModel({
    inputs: [{ name: 'patches', type: 'uint8', shape: ['B', patchSizePx, patchSizePx, 3] }],
    outputs: [float('features', 'B', featureDim)],
    constants: [
      { ...matrix('W', weights), ...(external ? { external } : {}) },
      { ...vector('scale', [1 / 255]), dims: [] },
      shape('flat', [-1, 3]),
    ],
    nodes: [
      op('Cast', ['patches'], 'values', { to: 1 }),
      op('Mul', ['values', 'scale'], 'scaled'),
      op('Transpose', ['scaled'], 'planes', { perm: [0, 3, 1, 2] }),
      op('GlobalAveragePool', ['planes'], 'means'),
      op('Reshape', ['means', 'flat'], 'rows'),
      op('MatMul', ['rows', 'W'], 'features'),
    ],
  });
}
