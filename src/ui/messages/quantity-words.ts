import type { Language } from './language.ts';

/** The words inside quantities; units carry the space before them, where the language has one. */
export interface QuantityWords {
  readonly percent: string;
  readonly bytes: string;
  readonly second: string;
  readonly minute: string;
  readonly hour: string;
  readonly lessThanASecond: string;
  readonly aFewSecondsLeft: string;
  readonly aboutLeft: (time: string) => string;
}

/** Of both languages at once: few, and needed by the catalogues themselves. */
export const QUANTITY_WORDS: Readonly<Record<Language, QuantityWords>> = {
  en: {
    percent: ' %',
    bytes: 'bytes',
    second: ' s',
    minute: ' min',
    hour: ' h',
    lessThanASecond: 'less than a second',
    aFewSecondsLeft: 'a few seconds left',
    aboutLeft: (time) => `about ${time} left`,
  },
  zh: {
    percent: '%',
    bytes: '字节',
    second: ' 秒',
    minute: ' 分',
    hour: ' 小时',
    lessThanASecond: '不到 1 秒',
    aFewSecondsLeft: '还需几秒',
    aboutLeft: (time) => `约剩 ${time}`,
  },
};
