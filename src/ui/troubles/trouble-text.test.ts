import { expect, it } from 'vitest';
import type { Trouble } from '#core/network/trouble.ts';
import { waitingText, whyText } from './trouble-text.ts';

const busy: Trouble = {
  host: 'slides.test',
  why: { kind: 'status', status: 503 },
  tryNumber: 3,
  tries: 6,
  atMs: 10_000,
  requests: 4,
};

it('says which try comes when, also where the clock was set or the machine slept', () => {
  expect(waitingText(busy, 6_100)).toBe('Waiting for slides.test: try 3 of 6, next in 4 s');
  expect(waitingText(busy, 99_000_000)).toBe('Asking slides.test again: try 3 of 6');
  expect(waitingText({ ...busy, atMs: null }, 0)).toBe('Asking slides.test again: try 3 of 6');
  const silent = { ...busy, why: { kind: 'silent' }, tryNumber: 1, tries: 3, atMs: null } as const;
  expect(waitingText(silent, 0)).toBe('slides.test sends nothing at the moment: try 1 of 3');
});

it('says why, the machine’s own network first', () => {
  expect(whyText(busy, true)).toBe('The server says that it is busy.');
  expect(whyText({ ...busy, why: { kind: 'status', status: 500 } }, true)).toMatch(/500/);
  expect(whyText(busy, false)).toBe('This machine has no network.');
  expect(whyText({ ...busy, why: { kind: 'silent' } }, true)).toBeNull();
  expect(whyText({ ...busy, why: { kind: 'unreadable' } }, false)).toMatch(/disk or network share/);
});
