import { afterAll, expect, it } from 'vitest';
import { recordedNote } from '#core/result/record-notes.ts';
import { setLanguage } from '../messages/text.ts';
import { recordNotes } from './record-text.ts';

afterAll(() => setLanguage('en'));

const notes = [
  recordedNote({ kind: 'holes', count: 3 }),
  recordedNote({ kind: 'fell-back-to-wasm', error: { code: 'run/gpu-lost', context: { what: 'x' } } }),
  recordedNote({ kind: 'rounded', bits: 4 }),
  'as somebody wrote it',
];

it.each([
  ['en', /^3 damaged tiles counted as white\. .*CPU.* 4 bits: .* as somebody wrote it$/],
  ['zh', /^3 个损坏的瓦片按白色处理。 .*CPU。 .* 4 位：.*。 as somebody wrote it$/],
] as const)(
  'notes of a record are said in %s, whatever it was made in; others stay as they are',
  async (language, said) => {
    await setLanguage(language);
    expect(recordNotes({ notes })).toMatch(said);
  },
);
