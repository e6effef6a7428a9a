import { readFileSync } from 'node:fs';
import { resultFileSchema, type ResultFile } from '#core/result/result-schema.ts';

/** Reads an exported result file; throws where it does not keep its own schema (`docs/result.schema.json`). */
export function readResultFile(path: string): ResultFile {
  return resultFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

interface TensorEntry {
  readonly shape: readonly [number, number];
  readonly data_offsets: readonly [number, number];
}

/** Reads an exported features file: one row of features and one corner (level-0 px) per patch. */
export function readFeaturesFile(path: string): { features: Float32Array[]; coords: [number, number][] } {
  const file = readFileSync(path);
  const headerBytes = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, 8 + headerBytes)) as Record<'features' | 'coords', TensorEntry>;
  const bytesOf = ({ data_offsets: [from, to] }: TensorEntry) =>
    Uint8Array.from(file.subarray(8 + headerBytes + from, 8 + headerBytes + to)).buffer;
  const [n, D] = header.features.shape;
  const values = new Float32Array(bytesOf(header.features));
  const corners = new Int32Array(bytesOf(header.coords));
  if (values.length !== n * D || corners.length !== n * 2) throw new Error(`${path}: the header does not fit the data`);
  return {
    features: Array.from({ length: n }, (_, i) => values.subarray(i * D, (i + 1) * D)),
    coords: Array.from({ length: n }, (_, i) => [corners[i * 2] ?? NaN, corners[i * 2 + 1] ?? NaN]),
  };
}
