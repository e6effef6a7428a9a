import { afterAll, describe, expect, it } from 'vitest';
import type { Problem, ProblemCode } from '#core/errors/problems.ts';
import { PROBLEM_EXAMPLES } from '#test-support/problem-examples.ts';
import { problems as en } from './en/problems.ts';
import { problemText, type ProblemTexts } from './error-text.ts';
import { errorText, setLanguage } from './text.ts';
import { problems as zh } from './zh/problems.ts';

const codes = Object.keys(PROBLEM_EXAMPLES) as ProblemCode[];
const example = (code: ProblemCode) => ({ code, ...PROBLEM_EXAMPLES[code] }) as Problem;

/** Numbers and texts of a problem that are to be read as they are; choices between few are said in words. */
function toBeRead(code: ProblemCode): string[] {
  const choices = ['of', 'why', 'expected', 'format'];
  return Object.entries(PROBLEM_EXAMPLES[code])
    .filter(([name]) => !choices.includes(name))
    .flatMap(([, value]: [string, unknown]) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map((value) => (value === 1e39 ? '1.00e+39' : String(value).replace(/^-/, '−')));
}

describe.each<[string, ProblemTexts, RegExp, RegExp]>([
  ['English', en, /^\P{Script=Han}+$/u, /^[^ ].*[^ .]$/s],
  // Punctuated as Chinese is; no word of English but names and units.
  ['Chinese', zh, /\p{Script=Han}/u, /^(?!.*\p{Script=Han} *[,;:!?()]|.*[,;:()] *\p{Script=Han})[^ ].*[^ 。]$/su],
])('problems in %s', (_, texts, script, form) => {
  it.each(codes)('%s is said, with all its values', (code) => {
    const said = problemText(texts, example(code));
    expect(said).toMatch(script);
    expect(said).toMatch(form);
    expect(said).not.toMatch(/undefined|NaN|\[object|null/);
    for (const value of toBeRead(code)) expect(said).toContain(value);
  });
});

describe('problems of a file', () => {
  afterAll(() => setLanguage('en'));
  const list = { problems: codes.slice(0, 5).map(example), more: 4 };

  it.each([
    ['en', /^It is empty; .*; and 6 more\.$/, /^It is empty\.$/],
    ['zh', /^文件为空；.*；另有 6 个问题。$/, /^文件为空。$/],
  ] as const)('are told in %s: the first ones, and how many more', async (language, many, one) => {
    await setLanguage(language);
    const why = (context: typeof list) =>
      errorText({ code: 'result/invalid', context: { name: 'a.csv', ...context } }).why;
    expect(why(list)).toMatch(many);
    expect(why({ problems: list.problems.slice(0, 1), more: 0 })).toMatch(one);
    expect(errorText({ code: 'link/invalid', context: list }).why).toMatch(many);
  });

  it('leave the name of a file or a field as it is spelt', async () => {
    await setLanguage('en');
    const why = (problem: Problem) =>
      errorText({ code: 'model/invalid-bundle', context: { bundle: 'b', problems: [problem], more: 0 } }).why;
    expect(why({ code: 'file-missing', path: 'encoder.onnx' })).toBe('encoder.onnx is missing.');
    expect(why({ code: 'not-listed', at: 'files', name: 'a.onnx' })).toBe('files lacks a.onnx.');
    expect(why({ code: 'no-manifest' })).toMatch(/^There is no model\.json/);
  });
});
