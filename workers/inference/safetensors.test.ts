import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { safetensors } from '#test-support/small-bundle.ts';
import { parseSafetensors } from './safetensors.ts';

const file = () =>
  safetensors({
    patch: { shape: [1, 2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) },
    features: { shape: [2], data: Float32Array.of(0.5, -2) },
    grid: { shape: [1, 2], data: Int32Array.of(-3, 70000) },
  });

/** The file with its header's text changed; the length field follows. */
function withHeader(change: (header: string) => string): Uint8Array {
  const bytes = file();
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = new TextEncoder().encode(change(new TextDecoder().decode(bytes.subarray(8, 8 + length))));
  const changed = new Uint8Array(8 + header.length + bytes.length - 8 - length);
  new DataView(changed.buffer).setBigUint64(0, BigInt(header.length), true);
  changed.set(header, 8);
  changed.set(bytes.subarray(8 + length), 8 + header.length);
  return changed;
}

describe('parseSafetensors', () => {
  it('reads bytes, whole numbers and floats with their shapes, at any alignment', () => {
    const tensors = parseSafetensors(file());
    expect(tensors.get('patch')).toEqual({ dtype: 'U8', shape: [1, 2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    expect(tensors.get('features')).toEqual({ dtype: 'F32', shape: [2], data: Float32Array.of(0.5, -2) });
    expect(tensors.get('grid')).toEqual({ dtype: 'I32', shape: [1, 2], data: Int32Array.of(-3, 70000) });
    expect([...tensors.keys()]).toEqual(['patch', 'features', 'grid']);
  });

  it('refuses what does not add up', () => {
    const broken: [string, string, RegExp][] = [
      ['[0,6]', '[0,5]', /5 bytes for the shape/],
      ['[6,14]', '[6,30]', /outside the file|bytes for the shape/],
      ['[6,14]', '[14,6]', /outside the file/],
      ['"F32"', '"F64"', /Invalid/],
      ['[1,2,3]', '[1,-2,-3]', /Too small|>=0/],
    ];
    for (const [from, to, message] of broken) {
      expect(() => parseSafetensors(withHeader((header) => header.replace(from, to)))).toThrow(message);
    }
    expect(() => parseSafetensors(new Uint8Array(4))).toThrow(/4 bytes/);
    const huge = file();
    new DataView(huge.buffer).setBigUint64(0, 2n ** 63n, true);
    expect(() => parseSafetensors(huge)).toThrow(/header of/);
  });

  it('never hangs or reads beyond the file on damaged bytes', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const bytes = file();
        bytes[at % bytes.length] = value;
        try {
          for (const tensor of parseSafetensors(bytes).values())
            expect(tensor.data.byteLength).toBeLessThan(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});
