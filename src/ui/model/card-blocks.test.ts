import fc from 'fast-check';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromRoot } from '../../../scripts/paths.ts';
import { cardBlocks, type CardBlock, type CardSpan } from './card-blocks.ts';

const plain = (text: string) => [{ kind: 'plain', text }];
const textOf = (spans: readonly CardSpan[]) => spans.map(({ text }) => text).join('');

/** All text of a block, its parts apart by a space. */
function saidBy(block: CardBlock): string {
  if (block.kind === 'code') return block.text;
  if (block.kind === 'list') return block.items.map(textOf).join(' ');
  if (block.kind === 'table') return [block.head, ...block.rows].flatMap((row) => row.map(textOf)).join(' ');
  return textOf(block.text);
}

describe('a card', () => {
  it('is headings, paragraphs, lists and tables', () => {
    const card =
      '# Name\n\nOne line\nand **more** of `it`.\n\n- first\n- second\n\n| a | b |\n|---|---:|\n| 1 | 2 |\n\n```\nx = 1\n```\n';
    expect(cardBlocks(card)).toEqual([
      { kind: 'heading', level: 1, text: plain('Name') },
      {
        kind: 'paragraph',
        text: [
          { kind: 'plain', text: 'One line and ' },
          { kind: 'strong', text: 'more' },
          { kind: 'plain', text: ' of ' },
          { kind: 'code', text: 'it' },
          { kind: 'plain', text: '.' },
        ],
      },
      { kind: 'list', items: [plain('first'), plain('second')] },
      { kind: 'table', head: [plain('a'), plain('b')], rows: [[plain('1'), plain('2')]] },
      { kind: 'code', text: 'x = 1' },
    ]);
  });

  it('keeps markup as the text that it is, and links as words', () => {
    expect(cardBlocks('<img src=x onerror=alert(1)> [here](javascript:alert(1))')).toEqual([
      { kind: 'paragraph', text: plain('<img src=x onerror=alert(1)> here (javascript:alert(1))') },
    ]);
  });

  it.each(['```', '|', '# ', '-', '**', '``', '| |', '```\n```\n|a|\n- ', '- a\r\r\n- b\r\r\n', '- a\u2028'])(
    'ends on %j',
    (card) => {
      expect(Array.isArray(cardBlocks(card))).toBe(true);
    },
  );

  it('ends on any text and loses no word of it', () => {
    const piece = fc.oneof(
      fc.constantFrom('\n', '\r', '\r\n', '\u2028', '\u2029', '\u0085', '\v', '\u00a0'),
      fc.constantFrom('- ', '* ', '#', '# ', '|', ' | ', '|---|', '**', '`', '[', ']', '](', ')', ' ', '<b>'),
      fc.constantFrom('alpha', 'Beta', 'γ'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    const letters = (text: string) => text.match(/\p{L}/gu)?.join('') ?? '';
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        // The line of a fence names a language and is not shown.
        const card = pieces.join('').replaceAll('```', '``');
        expect(letters(cardBlocks(card).map(saidBy).join(' '))).toBe(letters(card));
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (card) => Array.isArray(cardBlocks(card))));
  });

  it('with brackets that never close is gone over once, not once for each of them', () => {
    // Squared, either of these is 10^10 steps: minutes, far beyond the time a test has.
    for (const piece of ['[', '[a](']) {
      const card = piece.repeat(100_000);
      expect(cardBlocks(card)).toEqual([{ kind: 'paragraph', text: plain(card) }]);
    }
    expect(cardBlocks('[[a](b) [c]([d](e)')).toEqual([{ kind: 'paragraph', text: plain('[a (b) [c](d (e)') }]);
  });

  it('of every bundle that ships loses none of its words', () => {
    const folder = fromRoot('models');
    const shipped = readdirSync(folder).filter((name) => existsSync(`${folder}/${name}/CARD.md`));
    expect(shipped.length).toBeGreaterThan(1);
    for (const name of shipped) {
      const card = readFileSync(`${folder}/${name}/CARD.md`, 'utf8');
      const said = JSON.stringify(cardBlocks(card));
      for (const word of card.match(/\p{L}{4,}/gu) ?? []) expect(said).toContain(word);
    }
  });
});
