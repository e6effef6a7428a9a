/**
 * The pieces of a stream as they come. Left before its end, the stream is cancelled: a transfer ends with it.
 *
 * Not every browser lets a stream be read by `for await` (Safari does not).
 */
export async function* piecesOf<T extends Uint8Array>(body: ReadableStream<T>): AsyncGenerator<T, void, undefined> {
  const reader = body.getReader();
  let isDone = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      isDone = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!isDone) await reader.cancel();
  }
}
