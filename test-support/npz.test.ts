import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readNpz } from './npz.ts';
import { SHARED_DATA_ABSENT, sharedData } from './shared-data.ts';

const npy = (header: string, values: ArrayBufferView): Uint8Array => {
  const padded = new TextEncoder().encode(header.padEnd(117) + '\n');
  const file = new Uint8Array(10 + padded.length + values.byteLength);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length, 0]);
  file.set(padded, 10);
  file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 10 + padded.length);
  return file;
};

describe('npz', () => {
  it('gives every array with its type and shape', () => {
    const npz = readNpz(
      zipSync({
        'a.npy': npy(
          "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
          Float32Array.of(1, 2, 3, 4, 5, 0.1),
        ),
        'b.npy': npy("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }", BigInt64Array.of(-7n, 2n ** 40n)),
        'c.npy': npy("{'descr': '|u1', 'fortran_order': False, 'shape': (), }", Uint8Array.of(200)),
      }),
    );
    expect(npz.array('a')).toEqual({ dtype: '<f4', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 0.1) });
    expect([...npz.array('b').data]).toEqual([-7, 2 ** 40]);
    expect(npz.array('c')).toEqual({ dtype: '|u1', shape: [], data: Uint8Array.of(200) });
    expect(() => npz.float32('b')).toThrow(/b is <i8/);
    expect(() => npz.array('d')).toThrow(/there are a, b, c/);
  });

  it('refuses what it would read wrongly', () => {
    const fortran = npy("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }", Float32Array.of(1));
    expect(() => readNpz(zipSync({ 'a.npy': fortran }))).toThrow(/fortran/);
  });

  const io = sharedData('reference', 'dsca', 'default', 'io.npz');
  it.skipIf(io === null)(`reads a reference answer (${io === null ? SHARED_DATA_ABSENT : 'present'})`, () => {
    const npz = readNpz(readFileSync(io ?? ''));
    expect(npz.array('x20').shape).toEqual([1, 368, 64]);
    const sum = npz.float32('global_attention').reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(1, 5);
    expect(npz.array('x5_coord').shape).toEqual([1, 23, 2]);
  });
});
