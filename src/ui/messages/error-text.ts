import type { ErrorCode, ErrorContexts } from '#core/errors/fovea-error.ts';
import type { Problem, ProblemCode, ProblemList, ProblemValues } from '#core/errors/problems.ts';

/** What a user is told about a failure: what happened, the likely cause, what to do. */
export interface ErrorText {
  readonly what: string;
  readonly why: string;
  readonly todo: string;
}

/** A text for every code: the compiler asks for it in every language. */
export type ErrorTexts = { readonly [C in ErrorCode]: (context: ErrorContexts[C]) => ErrorText };

/** Part of a sentence for every problem of a file or a link: the compiler asks for it in every language. */
export type ProblemTexts = { readonly [C in ProblemCode]: (values: ProblemValues[C]) => string };

/** What is wrong, in the words of one language. */
export function problemText(texts: ProblemTexts, problem: Problem): string {
  // The table is keyed by code, so the values are those that this code's entry takes.
  const say = texts[problem.code] as (values: Problem) => string;
  return say(problem);
}

/** Problems that are told; the others are counted. */
const MOST_SAID = 3;

/** The first problems of a list, and how many there are beyond those. */
export function firstProblems(
  texts: ProblemTexts,
  { problems, more }: ProblemList,
): { readonly said: readonly string[]; readonly rest: number } {
  return {
    said: problems.slice(0, MOST_SAID).map((problem) => problemText(texts, problem)),
    rest: more + Math.max(0, problems.length - MOST_SAID),
  };
}

/** The host of an address: the rest of it may carry a credential. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? shorten(url);
}

/** At most 80 characters. */
export function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
