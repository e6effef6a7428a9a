import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromRoot } from '../../../scripts/paths.ts';
import { cardBlocks } from './card-blocks.ts';

const plain = (text: string) => [{ kind: 'plain', text }];

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

  it.each(['```', '|', '# ', '-', '**', '``', '| |', '```\n```\n|a|\n- '])('ends on %j', (card) => {
    expect(Array.isArray(cardBlocks(card))).toBe(true);
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
