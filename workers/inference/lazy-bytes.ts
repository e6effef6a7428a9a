/**
 * Bytes of a stored file in the shape of a `Uint8Array` that holds none of them: `subarray` reads its part from the disk.
 *
 * ONNX Runtime keeps an external data file as the array that it is given and takes each tensor's weights out of it by
 * `subarray(from, to)`, checked against `byteLength`; nothing else is ever asked of it (`external-data.browser.test.ts` would
 * notice a change). Read like this, weights of a gigabyte pass tensor by tensor into WASM or onto the GPU instead of lying in
 * this worker's memory a second time.
 */
export function lazyBytes(
  byteLength: number,
  read: (from: number, to: number) => Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  return Object.defineProperties(new Uint8Array(0), {
    byteLength: { value: byteLength },
    length: { value: byteLength },
    subarray: { value: (from = 0, to = byteLength) => read(from, to) },
  });
}
