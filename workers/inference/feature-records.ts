import type { FeatureCache } from '#core/pipelines/ports.ts';

/** What of a `FileSystemSyncAccessHandle` is used. */
export interface RecordFile {
  getSize(): number;
  /** Bytes read into `into`, from `at` on. */
  read(into: ArrayBufferView<ArrayBuffer>, options: { readonly at: number }): number;
  /** Bytes written; throws or writes less where there is no room. */
  write(data: ArrayBuffer, options: { readonly at: number }): number;
  truncate(bytes: number): void;
}

/** Why nothing more is written: the disk or the quota is full, or the file is as large as it may be. */
export type RecordsEnd = 'full' | 'limit';

export interface FeatureRecords extends FeatureCache {
  /** Whether it is in the file now. */
  write(column: number, row: number, features: Float32Array): boolean;
  /** Null as long as more is written. */
  readonly ended: () => RecordsEnd | null;
}

/** Column, row and check sum before the features of each record. */
const HEAD_WORDS = 3;

/** Records of one file at most: where each lies is held in memory, about 100 bytes a record. */
const MOST_RECORDS = 2 ** 20;

/** Small records are looked through several at a time. */
const SCAN_BYTES = 1024;

/** FNV-1a over 32-bit words rather than bytes: a single changed word always shows, and 1,280 values take microseconds. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Bytes of one record. */
export function recordBytesOf(featureDim: number): number {
  return (HEAD_WORDS + featureDim) * 4;
}

/**
 * Features as records in one file, appended as they come: int32 column, int32 row, uint32 check sum, D float32. What a worker, a browser or a
 * machine that was killed left half written at the end is cut off when the file is opened to be written; a record whose sum is wrong, wherever it
 * lies, counts as not there and is written anew.
 *
 * Votes are so small that the number of records is bounded too.
 *
 * @param at where the records begin
 * @param mostBytes of the file; null: it is another's to write, and is only read
 */
export function featureRecords(
  file: RecordFile,
  featureDim: number,
  {
    at: begin,
    mostBytes,
    mostRecords = MOST_RECORDS,
  }: { readonly at: number; readonly mostBytes: number | null; readonly mostRecords?: number },
): FeatureRecords {
  const recordBytes = recordBytesOf(featureDim);
  const record = new Int32Array(HEAD_WORDS + featureDim);
  const isRight = (at: number) => file.read(record, { at }) === recordBytes && (record[2] ?? 0) === sumOf(record);
  const size = file.getSize();
  const whole = Math.max(0, Math.floor((size - begin) / recordBytes));
  let end = begin + Math.min(whole, mostRecords) * recordBytes;
  // After a power failure a file may end in blocks that were never filled.
  while (end > begin && !isRight(end - recordBytes)) end -= recordBytes;
  if (mostBytes !== null && end < size) file.truncate(end);
  const offsets = new Map<string, number>();
  const together = Math.max(1, Math.floor(SCAN_BYTES / recordBytes));
  const cells = new Int32Array(together > 1 ? together * record.length : 2);
  for (let at = begin; at < end; at += together * recordBytes) {
    file.read(cells, { at });
    for (let k = 0; k < together && at + k * recordBytes < end; k++)
      offsets.set(nameOf(cells[k * record.length] ?? 0, cells[k * record.length + 1] ?? 0), at + k * recordBytes);
  }
  let ended: RecordsEnd | null = null;
  return {
    ended: () => ended,
    read(column, row) {
      const name = nameOf(column, row);
      const at = offsets.get(name);
      if (at === undefined) return null;
      if (isRight(at)) return new Float32Array(record.buffer.slice(HEAD_WORDS * 4));
      offsets.delete(name);
      return null;
    },
    write(column, row, features) {
      const name = nameOf(column, row);
      if (offsets.has(name)) return true;
      if (mostBytes === null || ended || features.length !== featureDim) return false;
      if (end + recordBytes > mostBytes || offsets.size >= mostRecords) {
        ended = 'limit';
        return false;
      }
      const made = new Int32Array(record.length);
      new Float32Array(made.buffer, HEAD_WORDS * 4).set(features);
      made.set([column, row]);
      made[2] = sumOf(made);
      try {
        if (file.write(made.buffer, { at: end }) !== recordBytes) ended = 'full';
      } catch (reason) {
        // What is there stays of use; the caller is told by `ended` that nothing more is written.
        console.warn('no more features are kept', reason);
        ended = 'full';
      }
      if (ended) return false;
      offsets.set(name, end);
      end += recordBytes;
      return true;
    },
  };
}

function nameOf(column: number, row: number): string {
  return `${column},${row}`;
}

/** Over column, row and features; never 0, which blocks that were never filled would have. */
function sumOf(record: Int32Array): number {
  let sum = FNV_OFFSET;
  for (let i = 0; i < record.length; i++) if (i !== 2) sum = Math.imul(sum ^ (record[i] ?? 0), FNV_PRIME);
  return sum === 0 ? 1 : sum;
}
