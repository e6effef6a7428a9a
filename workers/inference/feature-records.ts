import type { FeatureCache } from '#core/pipelines/ports.ts';

/** What of a `FileSystemSyncAccessHandle` is used. */
export interface RecordFile {
  getSize(): number;
  /** Bytes read into `into`, from `at` on. */
  read(into: ArrayBufferView<ArrayBuffer>, options: { readonly at: number }): number;
  /** Bytes written; throws or writes less where there is no room. */
  write(data: ArrayBuffer, options: { readonly at: number }): number;
}

/** Column and row before the features of each record. */
const CELL_BYTES = 8;

/**
 * Features as records in one file, appended as they come: int32 column, int32 row, D float32. A record cut short by the end of its
 * worker is dropped when the file is read again.
 */
export function featureRecords(file: RecordFile, featureDim: number, maxBytes: number): FeatureCache {
  const recordBytes = CELL_BYTES + featureDim * 4;
  const offsets = new Map<string, number>();
  let end = Math.floor(file.getSize() / recordBytes) * recordBytes;
  const cell = new Int32Array(2);
  for (let at = 0; at < end; at += recordBytes) {
    file.read(cell, { at });
    offsets.set(`${cell[0] ?? 0},${cell[1] ?? 0}`, at);
  }
  let full = false;
  return {
    read(column, row) {
      const at = offsets.get(`${column},${row}`);
      if (at === undefined) return null;
      const features = new Float32Array(featureDim);
      return file.read(features, { at: at + CELL_BYTES }) === features.byteLength ? features : null;
    },
    write(column, row, features) {
      const name = `${column},${row}`;
      if (full || features.length !== featureDim || offsets.has(name) || end + recordBytes > maxBytes) return;
      const record = new ArrayBuffer(recordBytes);
      new Int32Array(record, 0, 2).set([column, row]);
      new Float32Array(record, CELL_BYTES).set(features);
      try {
        if (file.write(record, { at: end }) === recordBytes) {
          offsets.set(name, end);
          end += recordBytes;
        } else full = true;
      } catch {
        // The disk or the quota is full: what is there stays of use, nothing more is written.
        full = true;
      }
    },
  };
}
