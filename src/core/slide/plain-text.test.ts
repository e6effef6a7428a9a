import { expect, it } from 'vitest';
import { plainText } from './plain-text.ts';

it('shows what would not be seen, and leaves every word as it is', () => {
  expect(plainText('report\u202egpj.exe')).toBe('report\ufffdgpj.exe');
  expect(plainText('a\u0000b\u001b[31mc\u0085')).toBe('a\ufffdb\ufffd[31mc\ufffd');
  expect(plainText('one\r\ntwo\tthree')).toBe('one two three');
  for (const text of ['Präparat 12 – Übersicht.svs', '切片 (2).tiff', 'שקופית.svs', '<b>x</b>', '👩‍⚕️'])
    expect(plainText(text)).toBe(text);
});
