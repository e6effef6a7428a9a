import { describe, expect, it } from 'vitest';
import { beginFileWork, createFileWorkStore, endFileWork, isGoingOn } from './file-work-store.ts';

const csv = { token: '1', kind: 'writing', fileName: 'a.csv' } as const;

describe('files being read and written', () => {
  it('go on side by side, and end one by one', () => {
    const reading = { ...csv, token: '2', kind: 'reading' } as const;
    let state = beginFileWork(beginFileWork(createFileWorkStore().getState(), csv), reading);
    expect(state.list).toEqual([csv, reading]);
    state = endFileWork(state, '1');
    expect(state.list).toEqual([reading]);
    expect(isGoingOn(state, '1')).toBe(false);
    expect(endFileWork(state, '1')).toBe(state);
  });

  it('asked for again take the place of the same', () => {
    const again = { ...csv, token: '2' };
    expect(beginFileWork({ list: [csv] }, again).list).toEqual([again]);
  });
});
