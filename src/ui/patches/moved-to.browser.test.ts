import { afterEach, describe, expect, it } from 'vitest';
import { movedTo } from './moved-to.ts';

afterEach(() => {
  document.body.replaceChildren();
});

/** Eight squares in rows of three. */
function squares(): HTMLElement[] {
  document.body.innerHTML = `<div style="display: grid; grid-template-columns: repeat(3, 20px)">${'<i style="height: 20px"></i>'.repeat(8)}</div>`;
  return [...document.querySelectorAll('i')];
}

describe('keys in rows of elements', () => {
  it('go to the neighbours as they are seen, and nowhere over the edge', () => {
    const all = squares();
    const from = (at: number, key: string) => {
      const to = movedTo(all, all[at] ?? null, key);
      return to ? all.indexOf(to) : null;
    };
    expect(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'].map((key) => from(4, key))).toEqual([
      3, 5, 1, 7, 0, 7,
    ]);
    expect([from(0, 'ArrowLeft'), from(1, 'ArrowUp'), from(7, 'ArrowDown'), from(7, 'ArrowRight')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect([from(4, 'a'), movedTo(all, document.body, 'ArrowLeft')]).toEqual([null, null]);
  });
});
