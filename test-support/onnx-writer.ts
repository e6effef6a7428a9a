/** Writes small ONNX models, so that tests and benches need neither Python nor binary fixtures. Field numbers: onnx.proto3. */

type Bytes = Uint8Array<ArrayBuffer>;

export type Attribute = number | readonly number[];

export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole numbers become INT, lists INTS. */
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface ValueInfo {
  readonly name: string;
  readonly type: 'float32' | 'uint8';
  /** A text is a dynamic dimension's name. */
  readonly shape: readonly (number | string)[];
}

export interface Constant {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>;
  /** Where the data lies instead of in the model: a file beside it, and from which byte on. */
  readonly external?: { readonly file: string; readonly offset: number };
}

const ELEMENT = { float32: 1, uint8: 2, int64: 7 } as const;

/** A model at opset 17. */
export function onnxModel(graph: {
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly constants: readonly Constant[];
  readonly nodes: readonly Node[];
}): Bytes {
  return concat([
    varint(1, 8),
    message(8, text(1, ''), varint(2, 17)),
    message(
      7,
      text(2, 'graph'),
      ...graph.nodes.map(node),
      ...graph.constants.map((constant) => message(5, ...tensor(constant))),
      ...graph.inputs.map((info) => message(11, ...valueInfo(info))),
      ...graph.outputs.map((info) => message(12, ...valueInfo(info))),
    ),
  ]);
}

function node({ op, inputs, outputs, attributes = {} }: Node, index: number): Bytes {
  return message(
    1,
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(3, `${op}${index}`),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      typeof value === 'number'
        ? message(5, text(1, name), varint(3, value), varint(20, 2))
        : message(5, text(1, name), ...value.map((one) => varint(8, one)), varint(20, 7)),
    ),
  );
}

function tensor({ name, dims, data, external }: Constant): Bytes[] {
  const type = data instanceof Float32Array ? ELEMENT.float32 : ELEMENT.int64;
  const entry = (key: string, value: string) => message(13, text(1, key), text(2, value));
  return [
    ...dims.map((size) => varint(1, size)),
    varint(2, type),
    text(8, name),
    ...(external
      ? [
          entry('location', external.file),
          entry('offset', String(external.offset)),
          entry('length', String(data.byteLength)),
          varint(14, 1),
        ]
      : [bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))]),
  ];
}

function valueInfo({ name, type, shape }: ValueInfo): Bytes[] {
  const dims = shape.map((size) => message(1, typeof size === 'number' ? varint(1, size) : text(2, size)));
  return [text(1, name), message(2, message(1, varint(1, ELEMENT[type]), message(2, ...dims)))];
}

function concat(parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function rawVarint(value: number): Bytes {
  const list: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) list.push(Number(rest & 127n) | 128);
  return Uint8Array.from([...list, Number(rest)]);
}

const varint = (field: number, value: number): Bytes => concat([rawVarint(field * 8), rawVarint(value)]);
const bytes = (field: number, value: Bytes): Bytes =>
  concat([rawVarint(field * 8 + 2), rawVarint(value.length), value]);
const text = (field: number, value: string): Bytes => bytes(field, new TextEncoder().encode(value));
const message = (field: number, ...parts: readonly Bytes[]): Bytes => bytes(field, concat(parts));
