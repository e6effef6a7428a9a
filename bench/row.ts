/** One line of `npm run bench`. A file `bench/<name>.bench.ts` exports an async function that gives some. */
export interface BenchRow {
  /** What was measured, on what: "tiles decoded, 256², lymph-node-metastasis-he.tif". */
  readonly what: string;
  /** "tiles/s", "s", "MB". */
  readonly unit: string;
  /** Fovea's figure; null where it could not be measured here (`note` says why). */
  readonly fovea: number | null;
  /** What it is compared with, and that one's figure in the same unit. */
  readonly beside: { readonly name: string; readonly value: number } | null;
  readonly better: 'higher' | 'lower';
  readonly note?: string;
}

/** Three significant digits, never in exponent form; "–" for null. */
export function figure(value: number | null): string {
  if (value === null) return '–';
  const digits = value === 0 ? 0 : Math.min(3, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return value.toFixed(digits);
}

/** How many times better Fovea is: "2.5×"; "–" where one of the two is missing or zero. */
export function advantage(row: BenchRow): string {
  if (row.fovea === null || row.beside === null || row.fovea === 0 || row.beside.value === 0) return '–';
  const ratio = row.better === 'higher' ? row.fovea / row.beside.value : row.beside.value / row.fovea;
  return `${figure(ratio)}×`;
}

/** Rows as aligned columns, the first line naming them. */
export function table(rows: readonly BenchRow[]): string {
  const cells = [
    ['measured', 'unit', 'Fovea', 'beside', 'that is', 'Fovea is better by', 'note'],
    ...rows.map((row) => [
      row.what,
      row.unit,
      figure(row.fovea),
      figure(row.beside?.value ?? null),
      row.beside?.name ?? '–',
      advantage(row),
      row.note ?? '',
    ]),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const numeric = new Set([2, 3, 5]);
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        numeric.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return cells.map(line).join('\n');
}
