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
