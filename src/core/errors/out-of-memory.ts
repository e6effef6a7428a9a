/**
 * How a full memory shows itself outside of ONNX Runtime, in the words of the engines: a buffer, a WASM memory or a picture that could not be had,
 * a message too large to be copied, or a length that no buffer can have.
 */
const WORDS =
  /allocation failed|could not (be )?allocate|cannot allocate|failed to allocate|out of memory|allocation size overflow|invalid (typed )?array length: \d{9,}|Aborted\(OOM/i;

/** True for a failure to get memory, whatever the engine and the part of it that ran out. */
export function isOutOfMemory(value: unknown): boolean {
  return value instanceof Error && WORDS.test(value.message);
}
