import { describe, expect, it } from 'vitest';
import { chosenLanguage } from './language.ts';

describe('the language of the window', () => {
  it.each([
    ['auto', ['zh-CN', 'en-US'], 'zh'],
    ['auto', ['zh-Hant-TW'], 'zh'],
    ['auto', ['de-DE', 'ZH-hans', 'en'], 'zh'],
    ['auto', ['en-GB', 'zh'], 'en'],
    ['auto', ['de', 'fr'], 'en'],
    ['auto', [], 'en'],
    ['en', ['zh-CN'], 'en'],
    ['zh', ['en'], 'zh'],
  ] as const)('%s with %j is %s', (choice, wanted, expected) => {
    expect(chosenLanguage(choice, wanted)).toBe(expected);
  });
});
