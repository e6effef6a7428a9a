import { FoveaError } from '#core/errors/fovea-error.ts';
import { level0Rect } from '#core/geometry/frames.ts';
import { problemsOf } from '#core/model/fields.ts';
import { RESULT_LIMITS, resultFileSchema } from './result-schema.ts';
import type { ResultFile } from './result-schema.ts';
import type { MapId, PatchMap, RunResult } from './run-result.ts';

const MAP_IDS: readonly MapId[] = ['task-relevance', 'bottom-up-attention', 'top-down-attention'];

/** A float32 as the shortest decimal number that reads back as the same float32 (nine significant digits always do). */
export function float32Digits(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

/** The text of a result file: everything the result holds, once. Reading it back gives the same float32 values. */
export function serializeResult(result: RunResult): string {
  const maps: ResultFile['maps'] = {};
  for (const { id, values } of result.maps) maps[id] = { values: Array.from(values, float32Digits) };
  const file = {
    format: 'fovea-result',
    version: 1,
    id: result.id,
    patches: result.patches.map(({ x, y, width, height }) => ({ x, y, width, height })),
    maps,
    answer: result.answer,
    run: result.run,
    timings: result.timings,
  } satisfies Record<keyof ResultFile, unknown>;
  return `${JSON.stringify(file)}\n`;
}

/**
 * Reads a result file that anyone may have written.
 *
 * @param name of the file, for messages
 * @throws FoveaError `result/invalid` with one readable line per problem
 */
export function parseResultFile(text: string, name: string): RunResult {
  const invalid = (problems: string[], cause?: unknown) =>
    new FoveaError('result/invalid', { name, problems }, { cause });
  if (text.length > RESULT_LIMITS.bytes) throw invalid([`the file is ${text.length} characters long`]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid([`not JSON: ${cause instanceof Error ? cause.message : String(cause)}`], cause);
  }
  const parsed = resultFileSchema.safeParse(value);
  if (!parsed.success) throw invalid(problemsOf(parsed.error), parsed.error);
  const { id, patches, maps, answer, run, timings } = parsed.data;
  return {
    id,
    patches: patches.map(({ x, y, width, height }) => level0Rect(x, y, width, height)),
    maps: MAP_IDS.flatMap((map): PatchMap[] => {
      const values = maps[map]?.values;
      return values ? [{ id: map, values: Float32Array.from(values) }] : [];
    }),
    answer,
    run,
    timings,
  };
}
