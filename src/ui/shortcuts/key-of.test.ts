import { describe, expect, it } from 'vitest';
import { commandOf } from './all-commands.ts';
import type { KeyPress } from './key-of.ts';

function press(key: string, change: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...change };
}

describe('keys', () => {
  it.each([
    [press('h'), 'peek'],
    [press('H'), 'peek'],
    [press('+', { shiftKey: true }), 'zoom-in'],
    [press('='), 'zoom-in'],
    [press('-'), 'zoom-out'],
    [press('ArrowLeft'), 'pan-left'],
    [press('ArrowLeft', { shiftKey: true }), 'move-annotation-left'],
    [press('Insert'), 'add-corner'],
    [press('0'), 'whole-slide'],
    [press('5'), 'power-5'],
    [press('r'), 'rotate-right'],
    [press('R', { shiftKey: true }), 'rotate-left'],
    [press('d'), 'sampling-region'],
    [press('m'), 'measure'],
    [press('a'), 'toggle-annotations'],
    [press('c'), 'compare'],
    [press('n'), 'next-map'],
    [press('t'), 'rank-in-the-middle'],
    [press('['), 'less-opaque'],
    [press(']', { ctrlKey: true, altKey: true }), 'more-opaque'],
    [press('p'), 'commands'],
    [press('?', { shiftKey: true }), 'shortcuts'],
  ])('%o is %s', (combination, id) => {
    expect(commandOf(combination)?.id).toBe(id);
  });

  it.each([
    press('r', { ctrlKey: true }),
    press('p', { ctrlKey: true }),
    press('p', { metaKey: true }),
    press('0', { ctrlKey: true }),
    press('+', { metaKey: true }),
    press('ArrowLeft', { altKey: true }),
    press('1', { ctrlKey: true, altKey: true }),
    press('h', { altKey: true }),
    press('h', { shiftKey: true }),
    press('toString'),
    press('6'),
    press('/'),
    // Belong to whoever has something in hand.
    press('Delete'),
    press('Escape'),
  ])('leaves the browser its own and others theirs: %o', (combination) => {
    expect(commandOf(combination)).toBeNull();
  });
});
