/** Result files of runs that never were, whose maps are known everywhere: what is compared is then known too. */
import { writeFileSync } from 'node:fs';
import { level0Rect, type Level0Rect } from '#core/geometry/frames.ts';
import { serializeResult } from '#core/result/result-file.ts';
import { fakeResult } from '#test-support/fake-services.ts';

export interface KnownResult {
  readonly model: string;
  readonly slide: { readonly name: string; readonly width: number; readonly height: number };
  readonly patchPx: number;
  /** Relevance 0..1 of the patch whose middle is at these shares of the slide, 0..1. */
  readonly relevance: (u: number, v: number) => number;
  /** Share of bottom-up attention, before it is made to sum to 1. */
  readonly attention: (u: number, v: number) => number;
}

/** Writes it to a file that the window opens over that slide. */
export function writeKnownResult(path: string, known: KnownResult): void {
  const { name, width, height } = known.slide;
  const step = known.patchPx;
  const [columns, rows] = [Math.floor(width / step), Math.floor(height / step)];
  const patches: Level0Rect[] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) patches.push(level0Rect(column * step, row * step, step, step));
  const values = (of: (u: number, v: number) => number) =>
    patches.map(({ x, y }) => of((x + step / 2) / width, (y + step / 2) / height));
  const attention = values(known.attention);
  const sum = attention.reduce((all, one) => all + one, 0);
  const base = fakeResult();
  const result = fakeResult({
    id: `known ${known.model}`,
    patches,
    maps: [
      { id: 'task-relevance', values: Float32Array.from(values(known.relevance)) },
      { id: 'bottom-up-attention', values: Float32Array.from(attention, (one) => one / sum) },
    ],
    run: {
      ...base.run,
      slide: { ...base.run.slide, name, width, height, fingerprint: null },
      bundle: { ...base.run.bundle, id: known.model.toLowerCase().replaceAll(' ', '-'), name: known.model },
      plan: { ...base.run.plan, stepPx: step, sizePx: step, columns, rows },
    },
  });
  writeFileSync(path, serializeResult(result));
}
