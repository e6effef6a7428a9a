import { describe, expect, it } from 'vitest';
import { shortcutOf, type KeyPress } from './shortcut-of.ts';

function press(key: string, change: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...change };
}

describe('keys', () => {
  it.each([
    ['h', { kind: 'peek' }],
    ['+', { kind: 'zoom', direction: 1 }],
    ['-', { kind: 'zoom', direction: -1 }],
    ['ArrowLeft', { kind: 'pan', dx: -1, dy: 0 }],
    ['0', { kind: 'whole' }],
    ['5', { kind: 'preset', index: 4 }],
    ['r', { kind: 'rotate', direction: 1 }],
    ['d', { kind: 'region' }],
    ['m', { kind: 'measure' }],
    ['a', { kind: 'annotations' }],
    ['c', { kind: 'compare' }],
    ['[', { kind: 'opacity', direction: -1 }],
    ['?', { kind: 'help' }],
  ])('%s', (key, shortcut) => {
    expect(shortcutOf(press(key))).toEqual(shortcut);
  });

  it('Shift+R turns the other way', () => {
    expect(shortcutOf(press('R', { shiftKey: true }))).toEqual({ kind: 'rotate', direction: -1 });
  });

  it('AltGr still types brackets', () => {
    expect(shortcutOf(press(']', { ctrlKey: true, altKey: true }))).toEqual({ kind: 'opacity', direction: 1 });
  });

  it.each([
    press('r', { ctrlKey: true }),
    press('r', { metaKey: true }),
    press('0', { ctrlKey: true }),
    press('+', { metaKey: true }),
    press('ArrowLeft', { altKey: true }),
    press('1', { ctrlKey: true, altKey: true }),
    press('h', { altKey: true }),
    press('toString'),
    press('6'),
  ])('leaves the browser its own: %o', (combination) => {
    expect(shortcutOf(combination)).toBeNull();
  });
});
