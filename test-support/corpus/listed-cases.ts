import { readFileSync } from 'node:fs';

/** The table of the corpus in docs/reliability.md, and what is said of it in words. */
export interface ListedCases {
  /** Lines of the table by their family. */
  readonly rows: Readonly<Record<string, string>>;
  readonly cases: number;
  readonly slides: number;
  readonly slideFamilies: number;
}

export function listedCases(): ListedCases {
  const page = readFileSync(new URL('../../docs/reliability.md', import.meta.url), 'utf8');
  const number = (pattern: RegExp): number => Number(pattern.exec(page)?.[1]?.replaceAll(',', ''));
  const [, , ...lines] = (/^\| family \|(?:.*\n)+?(?=\n)/m.exec(page)?.[0] ?? '').trim().split('\n');
  return {
    rows: Object.fromEntries(lines.map((line): [string, string] => [line.split(' | ')[0]?.slice(2) ?? '', line])),
    cases: number(/^([\d,]+) cases\. Good file/m),
    slides: number(/^The ([\d,]+) cases that are slides/m),
    slideFamilies: number(/good file of each of their (\d+) families/),
  };
}

/** How a case has to end, as the table counts it. */
export type ListedEnding = 'undamaged' | 'marked' | 'refused';

/** A family's line of the table. @param canBeMarked whether there is anything to mark in such files */
export function listedRow(name: string, endings: readonly ListedEnding[], canBeMarked: boolean): string {
  const count = (ending: ListedEnding) => endings.filter((one) => one === ending).length;
  const marked = canBeMarked ? String(count('marked')) : '–';
  return `| ${name} | ${endings.length} | ${count('undamaged')} | ${marked} | ${count('refused')} |`;
}
