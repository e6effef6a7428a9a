import { describe, expect, it } from 'vitest';
import { featureRecords, recordBytesOf } from './feature-records.ts';
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
    truncate(size: number) {
      file.bytes = file.bytes.slice(0, size);
    },
  };
  return file;
}

const MOST = { at: 0, mostBytes: 1e6 };

describe('featureRecords', () => {
  it('finds by cell what was written, also when opened again', () => {
    const file = memoryFile();
    const cache = featureRecords(file, 3, MOST);
    expect(cache.read(0, 0)).toBeNull();
    expect(cache.write(5, 7, Float32Array.of(1, 2, 3))).toBe(true);
    cache.write(7, 5, Float32Array.of(4, 5, 6));
    cache.write(5, 7, Float32Array.of(9, 9, 9));
    for (const opened of [cache, featureRecords(file, 3, MOST)]) {
      expect(opened.read(5, 7)).toEqual(Float32Array.of(1, 2, 3));
      expect(opened.read(7, 5)).toEqual(Float32Array.of(4, 5, 6));
      expect(opened.read(5, 5)).toBeNull();
    }
    expect(file.bytes.length).toBe(2 * recordBytesOf(3));
  });

  it('holds no more records than it may, however small they are', () => {
    const file = memoryFile();
    const bounds = { ...MOST, mostRecords: 100 };
    const cache = featureRecords(file, 2, bounds);
    for (let i = 0; i < 100; i++) expect(cache.write(i, -i, Float32Array.of(i, 1))).toBe(true);
    expect(cache.ended()).toBeNull();
    expect(cache.write(100, 0, Float32Array.of(0, 1))).toBe(false);
    expect(cache.ended()).toBe('limit');
    const opened = featureRecords(file, 2, bounds);
    for (let i = 0; i < 100; i++) expect(opened.read(i, -i)).toEqual(Float32Array.of(i, 1));
    // A file that says to have more is read as far as that.
    const fewer = featureRecords(file, 2, { at: 0, mostBytes: null, mostRecords: 90 });
    expect([fewer.read(89, -89), fewer.read(90, -90)]).toEqual([Float32Array.of(89, 1), null]);
  });

  it('cuts off what was half written at the end, at whichever byte, and keeps all before it', () => {
    const D = 3;
    const file = memoryFile();
    const written = featureRecords(file, D, { at: 64, mostBytes: 1e6 });
    for (let i = 0; i < 3; i++) written.write(i, i, Float32Array.of(i, i + 1, i + 2));
    const whole = file.bytes;
    const last = 64 + 2 * recordBytesOf(D);
    for (let cut = 0; cut < recordBytesOf(D); cut++)
      for (const fill of ['nothing', 'zeros'] as const) {
        // A killed process leaves the beginning of a record; a machine without power may leave its place, empty.
        file.bytes = fill === 'zeros' ? whole.slice().fill(0, last + cut) : whole.slice(0, last + cut);
        const opened = featureRecords(file, D, { at: 64, mostBytes: 1e6 });
        expect(file.bytes.length).toBe(last);
        expect(opened.read(2, 2)).toBeNull();
        expect(opened.read(1, 1)).toEqual(Float32Array.of(1, 2, 3));
        opened.write(2, 2, Float32Array.of(7, 8, 9));
        expect(featureRecords(file, D, { at: 64, mostBytes: 1e6 }).read(2, 2)).toEqual(Float32Array.of(7, 8, 9));
      }
  });

  it('takes a record that was damaged as not there, and writes it anew', () => {
    const file = memoryFile();
    const cache = featureRecords(file, 2, MOST);
    cache.write(1, 1, Float32Array.of(1, 2));
    cache.write(2, 2, Float32Array.of(3, 4));
    for (let at = 0; at < recordBytesOf(2); at++) {
      const damaged = memoryFile();
      damaged.bytes = file.bytes.slice();
      damaged.bytes[at] = (damaged.bytes[at] ?? 0) ^ 0x40;
      const opened = featureRecords(damaged, 2, MOST);
      expect(opened.read(1, 1)).toBeNull();
      expect(opened.read(2, 2)).toEqual(Float32Array.of(3, 4));
      expect(opened.write(1, 1, Float32Array.of(1, 2))).toBe(true);
      expect(featureRecords(damaged, 2, MOST).read(1, 1)).toEqual(Float32Array.of(1, 2));
    }
  });

  it('leaves the file of another as it is', () => {
    const file = memoryFile();
    featureRecords(file, 2, MOST).write(1, 1, Float32Array.of(1, 2));
    file.bytes = Uint8Array.of(...file.bytes, 1, 2, 3);
    const read = featureRecords(file, 2, { at: 0, mostBytes: null });
    expect(read.read(1, 1)).toEqual(Float32Array.of(1, 2));
    expect(read.write(3, 3, Float32Array.of(1, 2))).toBe(false);
    expect(file.bytes.length).toBe(recordBytesOf(2) + 3);
  });

  it('keeps what it has when there is no more room, and says why', () => {
    const cache = featureRecords(memoryFile(2 * recordBytesOf(2)), 2, MOST);
    expect([0, 1, 2, 3].map((i) => cache.write(i, 0, Float32Array.of(i, i)))).toEqual([true, true, false, false]);
    expect(cache.ended()).toBe('full');
    expect(cache.read(1, 0)).toEqual(Float32Array.of(1, 1));
    expect(cache.read(2, 0)).toBeNull();
    const bounded = featureRecords(memoryFile(), 2, { at: 0, mostBytes: recordBytesOf(2) });
    expect(bounded.write(0, 0, Float32Array.of(1, 1))).toBe(true);
    expect(bounded.ended()).toBeNull();
    expect(bounded.write(1, 0, Float32Array.of(1, 1))).toBe(false);
    expect(bounded.ended()).toBe('limit');
  });

  it('takes no features of another length', () => {
    const cache = featureRecords(memoryFile(), 2, MOST);
    cache.write(0, 0, Float32Array.of(1, 2, 3));
    expect(cache.read(0, 0)).toBeNull();
  });
});
