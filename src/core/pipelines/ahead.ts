/**
 * Loads items in order while the consumer works, at most `depth` of them ahead: decoding stays ahead of inference by a few
 * batches and never more. When the consumer stops early (return, throw, abort) nothing more is started; what is under
 * way is awaited by nobody and its failure swallowed, because its cause has been or will be reported by the item that was asked for.
 *
 * @param depth how many loads may be under way or waiting beside the item in the consumer's hands, ≥ 1
 */
export async function* loadAhead<T>(
  count: number,
  depth: number,
  load: (index: number) => Promise<T>,
): AsyncGenerator<T, void, void> {
  const started: Promise<T>[] = [];
  let next = 0;
  const fill = () => {
    while (next < count && started.length < depth) {
      const loading = load(next++);
      loading.catch(() => undefined);
      started.push(loading);
    }
  };
  fill();
  for (let item = started.shift(); item; item = started.shift()) {
    const value = await item;
    fill();
    yield value;
  }
}
