import { describe, expect, it } from 'vitest';
import { level0Rect } from '#core/geometry/frames.ts';
import { NOTHING_ASKED, QUESTION_LIMITS } from '#core/result/questions.ts';
import type { WhatIfRegion } from '#core/result/questions.ts';
import { chooseNamed, deleteNamed, renameNamed, saveNamed, undoDelete } from './named-questions.ts';
import {
  NO_QUESTIONS,
  hasRoom,
  addRegion,
  answerKept,
  beginAsking,
  clear,
  failAsking,
  paintUnits,
  redo,
  removeRegion,
  setEffect,
  setWithoutTop,
  takeAnswer,
  undo,
  type Answered,
  type Questions,
} from './what-if-questions.ts';

const region = (id: string): WhatIfRegion => ({
  id,
  effect: 'exclude',
  shape: { kind: 'rectangle', rect: level0Rect(0, 0, 10, 10) },
});
const answerTo = (questions: Questions, score: number): Answered => ({
  set: questions.asked,
  answer: { classes: ['no', 'yes'], logits: [0, 0], scores: [1 - score, score] },
  keptCount: 3,
  maps: [],
  seconds: 0.1,
});

describe('what is asked', () => {
  it('region by region, each a step to take back and to bring back', () => {
    const one = addRegion(NO_QUESTIONS, region('a'));
    const two = addRegion(one, region('b'));
    expect(two.asked.regions.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(undo(two).asked).toBe(one.asked);
    expect(undo(undo(two)).asked).toBe(NOTHING_ASKED);
    expect(undo(undo(undo(two)))).toEqual(undo(undo(two)));
    expect(redo(undo(two)).asked).toBe(two.asked);
    expect(redo(two)).toBe(two);
  });

  it('something new after taking back leaves nothing to bring back', () => {
    const two = addRegion(addRegion(NO_QUESTIONS, region('a')), region('b'));
    const other = addRegion(undo(two), region('c'));
    expect(other.later).toEqual([]);
    expect(undo(other).asked.regions.map(({ id }) => id)).toEqual(['a']);
  });

  it('a region changes its effect or goes; what changes nothing is no step', () => {
    const one = addRegion(NO_QUESTIONS, region('a'));
    expect(setEffect(one, 'a', 'keep').asked.regions[0]?.effect).toBe('keep');
    expect(setEffect(one, 'a', 'exclude')).toBe(one);
    expect(removeRegion(one, 'b')).toBe(one);
    expect(removeRegion(one, 'a').asked).toBe(NOTHING_ASKED);
    expect(undo(clear(one)).asked).toBe(one.asked);
    expect(clear(NO_QUESTIONS)).toBe(NO_QUESTIONS);
  });

  it('a number that is typed is one step', () => {
    const typed = [10, 1, 12, 120].reduce(
      (questions, count) => setWithoutTop(questions, { map: 'task-relevance', count }),
      addRegion(NO_QUESTIONS, region('a')),
    );
    expect(typed.asked.withoutTop?.count).toBe(120);
    expect(undo(typed).asked.withoutTop?.count).toBe(10);
    expect(undo(undo(typed)).asked.withoutTop).toBeNull();
    expect(setWithoutTop(typed, { map: 'task-relevance', count: 120 })).toBe(typed);
    // Looked at something else in between: a step of its own.
    const later = setWithoutTop(addRegion(typed, region('b')), { map: 'task-relevance', count: 5 });
    expect(undo(later).asked.withoutTop?.count).toBe(120);
  });

  it('leaving out the highest, another number, another map and no more of it are steps, each to take back', () => {
    const tops = [
      { map: 'task-relevance', count: 10 },
      { map: 'task-relevance', count: 50 },
      { map: 'top-down-attention', count: 50 },
      null,
    ] as const;
    let questions = tops.reduce<Questions>((now, top) => setWithoutTop(now, top), NO_QUESTIONS);
    for (const top of [...tops.toReversed(), null]) {
      expect(questions.asked.withoutTop).toEqual(top);
      questions = undo(questions);
    }
    expect(questions.asked).toBe(NOTHING_ASKED);
  });

  it('steps and regions are bounded', () => {
    let many = NO_QUESTIONS;
    for (let i = 0; i < QUESTION_LIMITS.regions + 50; i++) many = addRegion(many, region(String(i)));
    expect(many.asked.regions).toHaveLength(QUESTION_LIMITS.regions);
    expect(many.earlier).toHaveLength(100);
  });

  it('corners are bounded as well; a question has room as long as any outline that is drawn fits', () => {
    const points = Array.from({ length: 4_000 }, (_, i) => ({ x: i, y: i % 7 }));
    let many = NO_QUESTIONS;
    for (let i = 0; i < 12; i++) {
      expect(hasRoom(many.asked)).toBe(true);
      many = addRegion(many, { id: String(i), effect: 'keep', shape: { kind: 'polygon', points } });
      expect(many.asked.regions).toHaveLength(i + 1);
    }
    expect(hasRoom(many.asked)).toBe(false);
    expect(addRegion(many, { id: 'x', effect: 'keep', shape: { kind: 'polygon', points } })).toBe(many);
    // Paint has no corners.
    expect(paintUnits(many, { id: 'p', effect: 'keep', indices: [1], isErasing: false })).not.toBe(many);
  });

  it('steps remember a bounded number of painted patches, and the last one always', () => {
    const indices = Array.from({ length: 400_000 }, (_, i) => i);
    let painted = NO_QUESTIONS;
    for (let i = 0; i < 5; i++)
      painted = paintUnits(painted, { id: 'p', effect: 'keep', indices: [...indices, 400_000 + i], isErasing: false });
    expect(painted.earlier).toHaveLength(2);
    const all = Array.from({ length: QUESTION_LIMITS.painted + 1 }, (_, i) => i);
    const most = paintUnits(painted, { id: 'p', effect: 'keep', indices: all, isErasing: false });
    expect(paintUnits(most, { id: 'p', effect: 'keep', indices: [0], isErasing: true }).earlier).toHaveLength(1);
    // One paint in many steps counts once.
    let same = painted;
    for (let i = 0; i < 50; i++) same = addRegion(same, region(String(i)));
    expect(same.earlier.length).toBeGreaterThan(50);
  });
});

describe('painting', () => {
  const paint = (questions: Questions, indices: number[], isErasing = false, effect: 'exclude' | 'keep' = 'exclude') =>
    paintUnits(questions, { id: `p${questions.earlier.length}`, effect, indices, isErasing });

  it('strokes of one effect make one region, each stroke a step', () => {
    const two = paint(paint(NO_QUESTIONS, [5, 3]), [3, 4]);
    expect(two.asked.regions).toEqual([
      { id: 'p0', effect: 'exclude', shape: { kind: 'patches', indices: [3, 4, 5] } },
    ]);
    expect(undo(two).asked.regions[0]?.shape).toEqual({ kind: 'patches', indices: [3, 5] });
    expect(paint(two, [9], false, 'keep').asked.regions).toHaveLength(2);
    expect(paint(two, [4])).toBe(two);
  });

  it('can be rubbed out again; the last patch takes the region along', () => {
    const one = paint(NO_QUESTIONS, [1, 2]);
    expect(paint(one, [2], true).asked.regions[0]?.shape).toEqual({ kind: 'patches', indices: [1] });
    expect(paint(one, [1, 2, 3], true).asked).toBe(NOTHING_ASKED);
    expect(paint(one, [7], true)).toBe(one);
  });
});

describe('answers', () => {
  it('the latest question wins: an answer to an earlier one is not taken', () => {
    const first = beginAsking(addRegion(NO_QUESTIONS, region('a')), 't1');
    const second = beginAsking(addRegion(first, region('b')), 't2');
    expect(takeAnswer(second, 't1', answerTo(first, 0.9))).toBe(second);
    expect(failAsking(second, 't1', { code: 'internal', context: { what: 'x' } })).toBe(second);
    const answered = takeAnswer(second, 't2', answerTo(second, 0.4));
    expect(answered.status).toEqual({ kind: 'idle' });
    expect(answerKept(answered)?.answer).toMatchObject({ scores: [0.6, 0.4] });
  });

  it('the old answer stays until the new one is there, and is that of the question taken back to', () => {
    const asked = beginAsking(addRegion(NO_QUESTIONS, region('a')), 't1');
    const answered = takeAnswer(asked, 't1', answerTo(asked, 0.4));
    const changed = addRegion(answered, region('b'));
    expect(changed.answered).toBe(answered.answered);
    expect(answerKept(changed)).toBeNull();
    expect(answerKept(undo(changed))).not.toBeNull();
  });
});

describe('named questions', () => {
  const asked = addRegion(NO_QUESTIONS, region('a'));
  const saved = saveNamed(asked, 'pen');

  it('keep the question, and its answer when that comes', () => {
    expect(saved.named).toEqual([{ name: 'pen', set: asked.asked, answer: null }]);
    const answered = takeAnswer(beginAsking(saved, 't'), 't', answerTo(saved, 0.4));
    expect(answered.named[0]?.answer?.keptCount).toBe(3);
    expect(saveNamed(NO_QUESTIONS, 'whole')).toBe(NO_QUESTIONS);
  });

  it('are chosen, which can be taken back, and are the same question then', () => {
    const other = addRegion(saved, region('b'));
    const chosen = chooseNamed(other, 'pen');
    expect(chosen.asked).toBe(asked.asked);
    expect(undo(chosen).asked).toBe(other.asked);
    expect(chooseNamed(other, 'none')).toBe(other);
  });

  it('one that was deleted is brought back to its place with its answer, until the list changes otherwise', () => {
    const three = ['b', 'c'].reduce((now, name) => saveNamed(addRegion(now, region(name)), name), saved);
    const deleted = deleteNamed(beginAsking(chooseNamed(three, 'b'), 't'), 'b');
    expect(deleted.named.map(({ name }) => name)).toEqual(['pen', 'c']);
    const back = undoDelete(takeAnswer(deleted, 't', answerTo(deleted, 0.4)));
    expect(back.named.map(({ name, answer }) => [name, answer?.keptCount])).toEqual([
      ['pen', undefined],
      ['b', 3],
      ['c', undefined],
    ]);
    expect(undoDelete(back)).toBe(back);
    expect(deleteNamed(three, 'none')).toBe(three);
    // Another of its name would be in its place.
    expect(undoDelete(saveNamed(deleted, 'b')).named.map(({ name }) => name)).toEqual(['pen', 'c', 'b']);
    expect(undoDelete(renameNamed(deleted, 'c', 'b')).named.map(({ name }) => name)).toEqual(['pen', 'b']);
  });

  it('are replaced by name, renamed where the name is free, deleted; their number is bounded', () => {
    const other = saveNamed(addRegion(saved, region('b')), 'pen');
    expect(other.named.map(({ set }) => set.regions.length)).toEqual([2]);
    const two = saveNamed(addRegion(other, region('c')), 'fold');
    expect(renameNamed(two, 'fold', 'pen')).toBe(two);
    expect(renameNamed(two, 'fold', 'necrosis').named.map(({ name }) => name)).toEqual(['pen', 'necrosis']);
    expect(deleteNamed(two, 'pen').named.map(({ name }) => name)).toEqual(['fold']);
    let many = asked;
    for (let i = 0; i < QUESTION_LIMITS.named + 5; i++) many = saveNamed(many, String(i));
    expect(many.named).toHaveLength(QUESTION_LIMITS.named);
  });
});
