import { QUESTION_LIMITS } from '#core/result/questions.ts';
import type { NamedQuestion } from '#core/result/questions.ts';
import { answerKept, ask, isNothing, type Questions } from './what-if-questions.ts';

/** Keeps what is asked, with its answer, under a name; in the place of another of that name. */
export function saveNamed(questions: Questions, name: string): Questions {
  const { asked, named } = questions;
  if (isNothing(asked) || name === '') return questions;
  const one: NamedQuestion = { name: name.slice(0, QUESTION_LIMITS.name), set: asked, answer: answerKept(questions) };
  const isThere = named.some((other) => other.name === one.name);
  if (isThere)
    return { ...questions, named: named.map((other) => (other.name === one.name ? one : other)), deleted: null };
  return named.length < QUESTION_LIMITS.named ? { ...questions, named: [...named, one], deleted: null } : questions;
}

/** Gives one another name; unchanged where that is taken. */
export function renameNamed(questions: Questions, from: string, to: string): Questions {
  const name = to.slice(0, QUESTION_LIMITS.name);
  if (name === '' || questions.named.some((other) => other.name === name)) return questions;
  const named = questions.named.map((one) => (one.name === from ? { ...one, name } : one));
  return { ...questions, named, deleted: null };
}

/** Deletes one, which can be brought back until the list changes otherwise. */
export function deleteNamed(questions: Questions, name: string): Questions {
  const { named } = questions;
  const index = named.findIndex((one) => one.name === name);
  const one = named[index];
  return one ? { ...questions, named: named.toSpliced(index, 1), deleted: { one, index } } : questions;
}

/** Brings the one that was deleted last back to where it stood. */
export function undoDelete(questions: Questions): Questions {
  const { named, deleted } = questions;
  return deleted ? { ...questions, named: named.toSpliced(deleted.index, 0, deleted.one), deleted: null } : questions;
}

/** Asks one of the named questions again; what was asked can be brought back by undo. */
export function chooseNamed(questions: Questions, name: string): Questions {
  const one = questions.named.find((other) => other.name === name);
  return one ? ask(questions, one.set) : questions;
}

/**
 * The named questions of one result after two tabs have changed them: what either has added or changed, without what either has deleted. Where both
 * have changed the same one, this tab's stands.
 *
 * @param base as both knew them
 * @returns `own` itself where nothing of `theirs` is new
 */
export function mergeNamed(lists: {
  readonly own: readonly NamedQuestion[];
  readonly base: readonly NamedQuestion[];
  readonly theirs: readonly NamedQuestion[];
}): readonly NamedQuestion[] {
  const { own, base, theirs } = lists;
  const [inBase, inTheirs] = [byName(base), byName(theirs)];
  const kept = own.flatMap((one) => {
    if (!isSameQuestion(one, inBase.get(one.name))) return one;
    const other = inTheirs.get(one.name);
    return isSameQuestion(one, other) ? one : (other ?? []);
  });
  const ownNames = byName(own);
  const added = theirs.filter(({ name }) => !ownNames.has(name) && !inBase.has(name));
  const merged = [...kept, ...added].slice(0, QUESTION_LIMITS.named);
  return merged.length === own.length && merged.every((one, i) => one === own[i]) ? own : merged;
}

/** Whether two lists hold the same questions, in whatever order. */
export function isSameNamed(a: readonly NamedQuestion[], b: readonly NamedQuestion[]): boolean {
  const inB = byName(b);
  return a.length === b.length && a.every((one) => isSameQuestion(one, inB.get(one.name)));
}

function byName(list: readonly NamedQuestion[]): Map<string, NamedQuestion> {
  return new Map(list.map((one) => [one.name, one]));
}

/** By what they say: what is read from a file is never the same object, and has its entries in another order. */
function isSameQuestion(a: NamedQuestion, b: NamedQuestion | undefined): boolean {
  return a === b || (b !== undefined && inOrder(a) === inOrder(b));
}

function inOrder(question: NamedQuestion): string {
  return JSON.stringify(question, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
