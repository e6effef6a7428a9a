import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '#core/errors/fovea-error.ts';
import { ERROR_EXAMPLES } from '#test-support/error-examples.ts';
import { en } from './en/index.ts';
import { errorText, setLanguage, text } from './text.ts';
import { zh } from './zh/index.ts';

type Words = string | ((...parameters: unknown[]) => string);
type Tree = Words | { readonly [key: string]: Tree };

/** Every text of a catalogue by its path, arrays by index: `result.mapNames.cross-attention`. */
function leaves(tree: Tree, path = ''): Map<string, Words> {
  if (typeof tree === 'string' || typeof tree === 'function') return new Map([[path, tree]]);
  return new Map(
    Object.entries(tree).flatMap(([key, part]) => [...leaves(part, path === '' ? key : `${path}.${key}`)]),
  );
}

const english = leaves(en as unknown as Tree);
const chinese = leaves(zh as unknown as Tree);

/** Something whose every field is this number: a size, a rectangle. */
const withFields = (value: number) => new Proxy({}, { get: (_, key) => (typeof key === 'string' ? value : undefined) });

/** Kinds of things that texts take. */
const KINDS: readonly unknown[] = [7, 'α', ['α', 'β'], withFields(17), null];

/** Words that a text takes as a choice between few, and asks for by name. */
const CHOICES = ['draw', 'most-attended'];

/** Lists of parameters to try: every mixture of numbers and words, for up to two parameters of all kinds. */
function parameterLists(arity: number): readonly (readonly unknown[])[] {
  const kinds = arity <= 2 ? KINDS : KINDS.slice(0, 2);
  let lists: (readonly unknown[])[] = [[]];
  for (let i = 0; i < arity; i += 1) lists = lists.flatMap((list) => kinds.map((kind) => [...list, kind]));
  return arity <= 2 ? lists : [...lists, ...lists.flatMap((list) => list.map((_, i) => list.with(i, null)))];
}

/** What a text says for parameters of these kinds; null where it takes others. */
function said(make: (...parameters: unknown[]) => string, parameters: readonly unknown[]): string | null {
  try {
    const words: unknown = make(...parameters);
    return typeof words === 'string' && !/undefined|NaN|\[object|null/.test(words) ? words : null;
  } catch {
    // Parameters of another kind than this text takes.
    return null;
  }
}

function exampleOf(words: Words): string | undefined {
  if (typeof words === 'string') return words;
  return parameterLists(words.length)
    .map((list) => said(words, list))
    .find((example) => example !== null);
}

/** The positions of the parameters that change what is said. */
function used(make: (...parameters: unknown[]) => string): number[] {
  const found = new Set<number>();
  for (const parameters of parameterLists(make.length)) {
    const before = said(make, parameters);
    if (before === null) continue;
    parameters.forEach((parameter, i) => {
      for (const other of others(parameter)) {
        const after = said(make, parameters.with(i, other));
        if (after !== null && after !== before) found.add(i);
      }
    });
  }
  return [...found].sort((a, b) => a - b);
}

function others(parameter: unknown): readonly unknown[] {
  if (typeof parameter === 'number') return [parameter * 1000 + 1, 1, 0];
  if (Array.isArray(parameter)) return [['ω', 'ψ'], []];
  if (parameter === null) return ['ω', 3];
  if (typeof parameter === 'object') return [withFields(23)];
  return ['ω', ...CHOICES, null];
}

/** Texts without Han characters and without Chinese punctuation: names, addresses, units, numbers and keys. */
const NOT_CHINESE: ReadonlySet<string> = new Set([
  'app.name',
  'bundles.addZipShort',
  'bundles.architectures.dsca',
  'bundles.architectures.tda-mil',
  'bundles.atLeast',
  'bundles.atMost',
  'bundles.cosine',
  'bundles.differenceOf',
  'display.added',
  'display.factor',
  'exports.annotations',
  'exports.clamH5',
  'exports.formats.clam-h5',
  'exports.formats.qupath-geojson',
  'exports.formats.wsinfer-csv',
  'figure.made',
  'header.modelShown',
  'link.placeholder',
  'phrases.sentences',
  'rail.extent',
  'rail.formats.aperio-svs',
  'rail.formats.deep-zoom',
  'rail.pixels',
  'result.colourKinds.sequential',
  'result.exportCsv',
  'result.exportGeoJson',
  'result.madeBy',
  'result.withSpread',
  'sampling.plusMinus',
  'sampling.share',
  'sampling.size',
  'stage.perPixel',
  'stage.rotation',
  'stage.shortRank',
  'status.gpu',
]);

const isNotChinese = (path: string) => NOT_CHINESE.has(path) || path.includes('.keys.');

describe('the Chinese catalogue', () => {
  beforeAll(() => setLanguage('zh'));
  afterAll(() => setLanguage('en'));

  it('has exactly the texts of the English one, each a word or a sentence as there', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [path, words] of english) expect(typeof chinese.get(path), path).toBe(typeof words);
  });

  it.each([...chinese])('%s says something, in Chinese unless it is a name, a unit or a key', (path, words) => {
    const example = exampleOf(words);
    const isEmptyToo = english.get(path) === '';
    expect(example, path).toBeDefined();
    expect(example === '', path).toBe(isEmptyToo);
    expect(/[\p{Script=Han}、，；：。（）]/u.test(example ?? ''), `${path}: ${example ?? ''}`).toBe(
      !isNotChinese(path),
    );
  });

  it.each([...chinese].filter((entry) => typeof entry[1] === 'function'))(
    '%s says all that it is given',
    (path, words) => {
      const original = english.get(path);
      if (typeof words !== 'function' || typeof original !== 'function') throw new Error(`${path} is no function`);
      expect(words.length, path).toBe(original.length);
      expect(used(words), path).toEqual(used(original));
      expect(used(words), path).toEqual(Array.from({ length: original.length }, (_, i) => i));
    },
  );

  it.each([...chinese].filter(([path]) => !isNotChinese(path)))('%s is punctuated as Chinese is', (path, words) => {
    const example = exampleOf(words);
    expect(example, path).not.toMatch(/\p{Script=Han} *[,;:!?()]|[,;:()] *\p{Script=Han}/u);
  });

  it.each(Object.keys(ERROR_EXAMPLES) as ErrorCode[])(
    '%s: what happened, why, and what to do, in sentences',
    (code) => {
      const saying = errorText({ code, context: ERROR_EXAMPLES[code] } as Parameters<typeof errorText>[0]);
      for (const sentence of [saying.what, saying.why, saying.todo]) {
        expect(sentence).toMatch(/^\S.*[。！？]$/);
        expect(sentence).toMatch(/\p{Script=Han}/u);
        expect(sentence).not.toMatch(/undefined|NaN|\[object|。。/);
        expect(sentence).not.toMatch(/\p{Script=Han} *[,;:!?()]/u);
        expect(sentence).not.toContain('secret');
      }
    },
  );

  it('is spoken after it was chosen, numbers included, and no longer after English was', async () => {
    expect(text.app.researchUseLong).toBe('仅供科研使用，不得用于诊断。');
    expect(text.run.elapsed(125)).toBe('已用 2 分 05 秒');
    expect(text.model.planned(1200, 0.5)).toContain('1,200 个图块');
    await setLanguage('en');
    expect(text.run.elapsed(125)).toBe('2 min 05 s so far');
    await setLanguage('zh');
  });

  it('gives way to a later choice, whichever arrives first', async () => {
    const [first, second] = await Promise.all([setLanguage('zh'), setLanguage('en')]);
    expect([first, second]).toEqual([false, true]);
    expect(text).toBe(en);
    await setLanguage('zh');
    expect(text).toBe(zh);
  });
});
