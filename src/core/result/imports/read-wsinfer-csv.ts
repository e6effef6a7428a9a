import { shortened } from '#core/errors/problems.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import { csvRows, type CsvRow } from './csv-rows.ts';
import { FileProblems, isFloat32 } from './file-problems.ts';
import { IMPORT_LIMITS, type ImportedMaps } from './imported-maps.ts';
import { NameList } from './map-names.ts';
import { patchOfEdges } from './patch-rect.ts';

const PLACE = ['minx', 'miny', 'width', 'height'] as const;

/** A decimal number as programs write it; no hex, no spaces inside, no Infinity. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** How pandas, R and spreadsheets leave a value out. */
const NO_VALUE = /^(?:|nan|na|null)$/i;

/**
 * Reads patch scores as WSInfer writes them, in Fovea's own files and others': `minx,miny,width,height` in level-0 px, in any order, and any further
 * columns of numbers (`prob_<class>`, `task_relevance`, …), each of which is a map. A column whose first value is a word is no map and is left out.
 * Patches are rounded to whole pixels; an empty field is no value.
 *
 * @param name of the file, for messages
 * @throws FoveaError `result/invalid`, each bad row with its line number
 */
export function readWsinferCsv(text: string, name: string): ImportedMaps {
  const problems = new FileProblems(name);
  const rows = csvRows(text, (problem) => problems.with(problem));
  const header = rows.next();
  if (header.done === true) throw problems.with({ code: 'empty' });
  const columns = columnsOf(header.value, problems);
  problems.throwIfAny();

  const patches: Level0Rect[] = [];
  for (const { line, fields } of rows) {
    if (patches.length >= IMPORT_LIMITS.patches)
      throw problems.with({ code: 'too-many-patches', most: IMPORT_LIMITS.patches });
    if (patches.length * columns.values.length >= IMPORT_LIMITS.values)
      throw problems.with({ code: 'too-many-values', most: IMPORT_LIMITS.values });
    if (fields.length !== columns.count) {
      problems.add({ code: 'csv-field-count', line, fields: fields.length, header: columns.count });
      continue;
    }
    const patch = patchOf(fields, columns.place, line, problems);
    for (const column of columns.values) takeValue(column, fields[column.index] ?? '', line, problems);
    if (patch) patches.push(patch);
  }
  if (patches.length === 0) problems.add({ code: 'no-patch' });
  problems.throwIfAny();

  const maps = columns.values.filter(({ values }) => values);
  const words = columns.values.filter(({ isWords }) => isWords).map((column) => column.name);
  if (maps.length === 0) throw problems.with({ code: 'csv-no-numbers', columns: PLACE });
  return {
    format: 'wsinfer-csv',
    patches,
    maps: maps.map((column) => ({ name: column.name, values: filled(column.values ?? [], patches.length) })),
    notes: words.length > 0 ? [{ kind: 'columns-left-out', names: words }] : [],
  };
}

interface ValueColumn {
  readonly name: string;
  readonly index: number;
  /** Null until a value is seen. */
  values: number[] | null;
  /** Its first value was a word. */
  isWords: boolean;
  /** Rows seen. */
  rows: number;
}

interface Columns {
  readonly count: number;
  /** Where `minx, miny, width, height` stand. */
  readonly place: readonly number[];
  readonly values: readonly ValueColumn[];
}

function columnsOf({ fields }: CsvRow, problems: FileProblems): Columns {
  const names = new NameList(problems, 'columns');
  const place = PLACE.map((wanted) => fields.findIndex((field) => field.trim().toLowerCase() === wanted));
  for (const [i, wanted] of PLACE.entries())
    if ((place[i] ?? -1) < 0) problems.add({ code: 'csv-no-column', column: wanted });
  if (place.includes(-1) && fields.length === 1 && /[;\t]/.test(fields[0] ?? ''))
    problems.add({ code: 'csv-separator' });
  const values = fields.flatMap((field, index): ValueColumn[] => {
    if (place.includes(index)) return [];
    const name = field.trim();
    // The index that pandas writes in front has no name.
    if (name === '' && index === 0) return [];
    return names.add(name) ? [{ name, index, values: null, isWords: false, rows: 0 }] : [];
  });
  return { count: fields.length, place, values };
}

function patchOf(
  fields: readonly string[],
  place: readonly number[],
  line: number,
  problems: FileProblems,
): Level0Rect | null {
  const [x = NaN, y = NaN, width = NaN, height = NaN] = place.map((index) => {
    const field = (fields[index] ?? '').trim();
    return NUMBER.test(field) ? Number(field) : NaN;
  });
  for (const [i, value] of [x, y, width, height].entries()) {
    if (!Number.isNaN(value)) continue;
    const field = fields[place[i] ?? -1] ?? '';
    problems.add({ code: 'csv-not-a-number', line, column: PLACE[i] ?? '', value: shortened(field) });
    return null;
  }
  const patch = patchOfEdges(x, y, x + width, y + height);
  if (!patch) problems.add({ code: 'csv-bad-patch', line, x, y, width, height });
  return patch;
}

function takeValue(column: ValueColumn, field: string, line: number, problems: FileProblems): void {
  const row = column.rows++;
  if (column.isWords) return;
  const text = field.trim();
  if (NO_VALUE.test(text)) return;
  const value = NUMBER.test(text) ? Number(text) : NaN;
  if (Number.isNaN(value)) {
    if (column.values)
      problems.add({ code: 'csv-not-a-number', line, column: shortened(column.name), value: shortened(text) });
    else column.isWords = true;
    return;
  }
  if (!isFloat32(value)) problems.add({ code: 'csv-value-too-large', line, column: shortened(column.name), value });
  column.values ??= [];
  while (column.values.length < row) column.values.push(NaN);
  column.values.push(value);
}

/** The values, float32 `[n]`, NaN after the last one. */
function filled(values: readonly number[], n: number): Float32Array<ArrayBuffer> {
  const all = new Float32Array(n).fill(NaN);
  all.set(values.slice(0, n));
  return all;
}
