import { expect, it } from 'vitest';
import { toPlainError } from './fovea-error.ts';
import { isOutOfMemory } from './out-of-memory.ts';

/** What the engine itself throws. */
function thrownBy(job: () => unknown): unknown {
  try {
    job();
  } catch (error) {
    return error;
  }
  throw new Error('there was room');
}

it('memory that cannot be had is told as such, not as a fault of the program', () => {
  const real = [thrownBy(() => new ArrayBuffer(2 ** 52)), thrownBy(() => new Float32Array(2 ** 50))];
  for (const error of real) {
    expect(isOutOfMemory(error), String(error)).toBe(true);
    expect(toPlainError(error)).toMatchObject({ code: 'memory/full' });
  }
  // Of engines and parts that a test does not fill: a message, a picture, a WASM memory.
  const told = [
    'Data cannot be cloned, out of memory.',
    'The ImageBitmap could not be allocated.',
    'WebAssembly.Memory(): could not allocate memory',
  ];
  for (const message of told) expect(isOutOfMemory(new DOMException(message, 'DataCloneError'))).toBe(true);
});

it('other failures stay what they are', () => {
  const others = [new RangeError('Invalid typed array length: -1'), new RangeError('Maximum call stack size exceeded')];
  for (const error of others) expect(toPlainError(error)).toMatchObject({ code: 'internal' });
  expect(isOutOfMemory('out of memory')).toBe(false);
});
