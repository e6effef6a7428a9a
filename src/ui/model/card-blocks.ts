/** Parts of a card: the little of Markdown that cards use. Everything else, HTML included, stays the text that it is. */
export type CardBlock =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: readonly CardSpan[] }
  | { readonly kind: 'paragraph'; readonly text: readonly CardSpan[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly CardSpan[])[] }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly CardSpan[])[];
      readonly rows: readonly (readonly (readonly CardSpan[])[])[];
    }
  | { readonly kind: 'code'; readonly text: string };

export interface CardSpan {
  readonly kind: 'plain' | 'strong' | 'code';
  readonly text: string;
}

/** Cards beyond this are cut: a page that takes seconds to draw helps nobody. */
const MAX_LINES = 5000;
const MAX_CHARS = 1 << 20;

/** All that a pattern's `.` stops at: a line must be one for every pattern below, or a branch would take nothing of it. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;

/** No part may hold a `[`: a search that fails stops at the next one, so all of them together pass over a line once. */
const LINK = /\[([^\][]{0,500})\]\(([^)\s[]{0,2000})\)/g;

export function cardBlocks(card: string): CardBlock[] {
  const lines = card.slice(0, MAX_CHARS).split(LINE_END, MAX_LINES);
  const blocks: CardBlock[] = [];
  let at = 0;
  /** Takes lines while they match; gives their first group. */
  const takeWhile = (pattern: RegExp): string[] => {
    const taken: string[] = [];
    for (let match = pattern.exec(lines[at] ?? ''); match && at < lines.length; match = pattern.exec(lines[at] ?? '')) {
      taken.push(match[1] ?? match[0]);
      at += 1;
    }
    return taken;
  };
  while (at < lines.length) {
    const start = at;
    const line = lines[at] ?? '';
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (line.trim() === '') at += 1;
    else if (heading) {
      blocks.push({ kind: 'heading', level: levelOf(heading[1] ?? ''), text: spans(heading[2] ?? '') });
      at += 1;
    } else if (/^\s*[-*]\s+\S/.test(line)) {
      blocks.push({ kind: 'list', items: takeWhile(/^\s*[-*]\s+(\S.*)$/).map(spans) });
    } else if (/^\|.*\|\s*$/.test(line)) {
      const [head, ...rows] = takeWhile(/^(\|.*\|)\s*$/)
        .filter((row) => !/^[|\s:-]+$/.test(row))
        .map(cells);
      blocks.push({ kind: 'table', head: head ?? [], rows });
    } else if (line.startsWith('```')) {
      at += 1;
      const code = takeWhile(/^(?!```)(.*)$/);
      at += 1;
      blocks.push({ kind: 'code', text: code.join('\n') });
    } else {
      const text = [line];
      at += 1;
      text.push(...takeWhile(/^(?!#{1,6}\s|\s*[-*]\s+\S|\||```)(.*\S.*)$/));
      blocks.push({ kind: 'paragraph', text: spans(text.join(' ')) });
    }
    if (at === start) throw new Error('a line of a card was not taken');
  }
  return blocks;
}

function levelOf(marks: string): 1 | 2 | 3 {
  return marks.length === 1 ? 1 : marks.length === 2 ? 2 : 3;
}

function cells(row: string): CardSpan[][] {
  return row
    .slice(1, row.lastIndexOf('|'))
    .split('|')
    .map((cell) => spans(cell.trim()));
}

/** `**strong**`, `` `code` ``; a link becomes its words and, in brackets, its address as text. */
function spans(text: string): CardSpan[] {
  const found: CardSpan[] = [];
  const plain = text.replace(LINK, (_, words: string, address: string) => `${words} (${address})`);
  for (const part of plain.split(/(\*\*[^*]+\*\*|`[^`]+`)/)) {
    if (part === '') continue;
    if (part.length > 4 && part.startsWith('**') && part.endsWith('**'))
      found.push({ kind: 'strong', text: part.slice(2, -2) });
    else if (part.length > 2 && part.startsWith('`') && part.endsWith('`'))
      found.push({ kind: 'code', text: part.slice(1, -1) });
    else found.push({ kind: 'plain', text: part });
  }
  return found;
}
