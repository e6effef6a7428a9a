import { describe, expect, it } from 'vitest';
import { featureRecords } from './feature-records.ts';
import type { RecordFile } from './feature-records.ts';

/** A file in memory with room for `room` bytes. */
function memoryFile(room = 1e6): RecordFile & { bytes: Uint8Array<ArrayBuffer> } {
  const file = {
    bytes: new Uint8Array(0),
    getSize: () => file.bytes.length,
    read(into: ArrayBufferView<ArrayBuffer>, { at }: { at: number }) {
      const part = file.bytes.subarray(at, at + into.byteLength);
      new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(part);
      return part.length;
    },
    write(data: ArrayBuffer, { at }: { at: number }) {
      const size = Math.max(file.bytes.length, at + data.byteLength);
      if (size > room) throw new DOMException('no room', 'QuotaExceededError');
      const grown = new Uint8Array(size);
      grown.set(file.bytes);
      grown.set(new Uint8Array(data), at);
      file.bytes = grown;
      return data.byteLength;
    },
  };
  return file;
}

describe('featureRecords', () => {
  it('finds by cell what was written, also when opened again', () => {
    const file = memoryFile();
    const cache = featureRecords(file, 3, 1e6);
    expect(cache.read(0, 0)).toBeNull();
    cache.write(5, 7, Float32Array.of(1, 2, 3));
    cache.write(7, 5, Float32Array.of(4, 5, 6));
    cache.write(5, 7, Float32Array.of(9, 9, 9));
    for (const opened of [cache, featureRecords(file, 3, 1e6)]) {
      expect(opened.read(5, 7)).toEqual(Float32Array.of(1, 2, 3));
      expect(opened.read(7, 5)).toEqual(Float32Array.of(4, 5, 6));
      expect(opened.read(5, 5)).toBeNull();
    }
    expect(file.bytes.length).toBe(2 * (8 + 12));
  });

  it('drops a record that was cut short and writes over it', () => {
    const file = memoryFile();
    const cache = featureRecords(file, 2, 1e6);
    cache.write(1, 1, Float32Array.of(1, 2));
    cache.write(2, 2, Float32Array.of(3, 4));
    file.bytes = file.bytes.slice(0, -3);
    const opened = featureRecords(file, 2, 1e6);
    expect(opened.read(1, 1)).toEqual(Float32Array.of(1, 2));
    expect(opened.read(2, 2)).toBeNull();
    opened.write(3, 3, Float32Array.of(5, 6));
    expect(featureRecords(file, 2, 1e6).read(3, 3)).toEqual(Float32Array.of(5, 6));
  });

  it('keeps what it has when there is no more room', () => {
    const file = memoryFile(40);
    const cache = featureRecords(file, 2, 1e6);
    for (let i = 0; i < 5; i++) cache.write(i, 0, Float32Array.of(i, i));
    expect(cache.read(1, 0)).toEqual(Float32Array.of(1, 1));
    expect(cache.read(2, 0)).toBeNull();
    const bounded = featureRecords(memoryFile(), 2, 20);
    bounded.write(0, 0, Float32Array.of(1, 1));
    bounded.write(1, 0, Float32Array.of(1, 1));
    expect(bounded.read(0, 0)).not.toBeNull();
    expect(bounded.read(1, 0)).toBeNull();
  });

  it('takes no features of another length', () => {
    const cache = featureRecords(memoryFile(), 2, 1e6);
    cache.write(0, 0, Float32Array.of(1, 2, 3));
    expect(cache.read(0, 0)).toBeNull();
  });
});
