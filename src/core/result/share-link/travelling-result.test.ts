import { expect, it } from 'vitest';
import { withoutQueries } from './travelling-result.ts';

it('leaves user, query and fragment of every address in a note out', () => {
  expect(withoutQueries('read from https://me:secret@host.org/a.svs?sig=1#x, and s3://bucket/a?key=2')).toBe(
    'read from https://host.org/a.svs and s3://bucket/a',
  );
  expect(withoutQueries(`_${'x'.repeat(50)}://me:secret@host/a?key=2`)).toBe(`_${'x'.repeat(50)}://host/a`);
  expect(withoutQueries('no address: 3 of 4 patches')).toBe('no address: 3 of 4 patches');
});

it('goes through a text once, whatever it holds', () => {
  // Gone through from each of its 5000 or 500,000 words to its end, the longer one would take minutes, beyond any test's time.
  for (const count of [5_000, 500_000]) {
    const note = 'a.'.repeat(count);
    expect(withoutQueries(note)).toBe(note);
    expect(withoutQueries(`${note}https://host/a?key=1`)).toBe(`${note}https://host/a`);
  }
});
