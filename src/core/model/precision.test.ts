import { describe, expect, it } from 'vitest';
import { choosePrecision, encoderFiles, encoderHash } from './precision.ts';

const BOTH = { files: { fp32: 'e.onnx', fp16: 'e.half.onnx' } };
const FULL = { files: { fp32: 'e.onnx' } };

describe('choosePrecision', () => {
  it.each([
    [BOTH, 'webgpu', true, 'fp16'],
    [BOTH, 'webgpu', false, 'fp32'],
    [BOTH, 'wasm', true, 'fp32'],
    [BOTH, 'wasm', false, 'fp32'],
    [FULL, 'webgpu', true, 'fp32'],
    [FULL, 'webgpu', false, 'fp32'],
    [FULL, 'wasm', true, 'fp32'],
    [FULL, 'wasm', false, 'fp32'],
  ] as const)('%j on %s with shader-f16 %s: %s', (encoder, backEnd, shaderF16, precision) => {
    expect(choosePrecision(encoder, { backEnd, shaderF16 })).toBe(precision);
  });
});

describe('the files of an encoder', () => {
  const files = ['e.onnx', 'e.onnx.data', 'e.half.onnx'].map((path, i) => ({ path, sha256: String(i) }));
  const encoder = { ...BOTH, data: { fp32: 'e.onnx.data' } };

  it('are those of the precision', () => {
    expect(encoderFiles(encoder, 'fp32')).toEqual({ graph: 'e.onnx', data: 'e.onnx.data' });
    expect(encoderFiles(encoder, 'fp16')).toEqual({ graph: 'e.half.onnx', data: null });
  });

  it('identify it, weights included', () => {
    expect(encoderHash(encoder, 'fp32', files)).toBe('0+1');
    expect(encoderHash(encoder, 'fp16', files)).toBe('2');
    expect(encoderHash(FULL, 'fp32', files)).toBe('0');
    expect(encoderHash(FULL, 'fp16', files)).toBeNull();
    expect(encoderHash(encoder, 'fp32', files.slice(1))).toBeNull();
  });
});
