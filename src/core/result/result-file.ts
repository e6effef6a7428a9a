import { FoveaError } from '#core/errors/fovea-error.ts';
import { wrongAt, type ProblemList } from '#core/errors/problems.ts';
import { level0Rect } from '#core/geometry/frames.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import { isSameList } from '#core/geometry/same-rects.ts';
import { MAP_IDS } from '#core/model/map-ids.ts';
import { parseBoundedJson } from './bounded-json.ts';
import { questionsFromFile, questionsToFile } from './questions-schema.ts';
import type { QuestionedResult } from './questions.ts';
import { RESULT_LIMITS, resultFileSchema } from './result-schema.ts';
import type { ResultFile } from './result-schema.ts';
import type { PatchMap, Sampling } from './run-result.ts';
import { schemaProblems, told } from './schema-problems.ts';

/** A float32 as the shortest decimal number that reads back as the same float32 (nine significant digits always do). */
export function float32Digits(value: number): number {
  let shortest = Number(value.toPrecision(9));
  // From the longer ones down: most values need eight digits or nine.
  for (let digits = 8; digits >= 6; digits--) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) !== value) break;
    shortest = shorter;
  }
  return shortest;
}

/** The text of a result file: everything the result holds, once; null for no value. Reading it back gives the same float32 values. */
export function serializeResult(result: QuestionedResult): string {
  // JSON has no NaN: no value is written as null.
  const maps: ResultFile['maps'] = {};
  for (const { id, values, patches } of result.maps)
    maps[id] = { values: Array.from(values, float32Digits), ...(patches ? { patches: patches.map(plainRect) } : {}) };
  const file = {
    format: 'fovea-result',
    version: 1,
    id: result.id,
    patches: result.patches.map(plainRect),
    maps,
    answer: result.answer,
    ...(result.sampling ? { sampling: result.sampling } : {}),
    run: result.run,
    timings: result.timings,
    ...(result.questions ? { questions: questionsToFile(result.questions, result.answer) } : {}),
  } satisfies Record<Exclude<keyof ResultFile, 'sampling' | 'questions'>, unknown>;
  return `${JSON.stringify(file)}\n`;
}

/**
 * Reads a result file that anyone may have written.
 *
 * @param name of the file, for messages
 * @throws FoveaError `result/invalid` with one readable line per problem
 */
export function parseResultFile(text: string, name: string): QuestionedResult {
  const invalid = (found: ProblemList, cause?: unknown) =>
    new FoveaError('result/invalid', { name, ...found }, { cause });
  if (text.length > RESULT_LIMITS.bytes)
    throw invalid(told([{ code: 'too-many-characters', characters: text.length, most: RESULT_LIMITS.bytes }]));
  let value: unknown;
  try {
    value = parseBoundedJson(text);
  } catch (cause) {
    throw invalid(told([{ code: 'not-json', position: wrongAt(cause) }]), cause);
  }
  const parsed = resultFileSchema.safeParse(value);
  if (!parsed.success) throw invalid(schemaProblems(parsed.error), parsed.error);
  const { id, patches, maps, answer, sampling, run, timings, questions } = parsed.data;
  const lists: Level0Rect[][] = [];
  return {
    id,
    patches: patches.map(level0RectOf),
    maps: MAP_IDS.flatMap((map): PatchMap[] => {
      const one = maps[map];
      if (!one) return [];
      const own = one.patches ? { patches: sharedList(lists, one.patches.map(level0RectOf)) } : {};
      return [{ id: map, values: Float32Array.from(one.values), ...own }];
    }),
    answer,
    ...(sampling ? { sampling: samplingOf(sampling) } : {}),
    run,
    timings,
    ...(questions ? { questions: questionsFromFile(questions) } : {}),
  };
}

/** The list among `lists` that says the same, else `list`, which is added: maps on the same patches share one grid. */
function sharedList(lists: Level0Rect[][], list: Level0Rect[]): Level0Rect[] {
  const same = lists.find((known) => isSameList(known, list));
  if (same) return same;
  lists.push(list);
  return list;
}

type FileRect = ResultFile['patches'][number];

function plainRect({ x, y, width, height }: FileRect): FileRect {
  return { x, y, width, height };
}

function level0RectOf({ x, y, width, height }: FileRect): Level0Rect {
  return level0Rect(x, y, width, height);
}

function samplingOf(sampling: NonNullable<ResultFile['sampling']>): Sampling {
  return {
    ...sampling,
    fields: sampling.fields.map((field) => ({
      ...field,
      rect: level0RectOf(field.rect),
      draw: field.draw.map((one) => ({ ...one, rect: level0RectOf(one.rect) })),
    })),
  };
}
