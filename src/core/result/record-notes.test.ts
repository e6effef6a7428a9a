import { describe, expect, it } from 'vitest';
import type { RunNote } from '#core/pipelines/run-progress.ts';
import { noteOfRecord, recordedNote } from './record-notes.ts';

/** One of each kind: the compiler says so when one is added. */
const NOTES: { readonly [K in RunNote['kind']]: Extract<RunNote, { kind: K }> } = {
  'fell-back-to-wasm': { kind: 'fell-back-to-wasm', error: { code: 'run/gpu-lost', context: { what: 'a (b): c' } } },
  enlarged: { kind: 'enlarged', factor: 1.125 },
  'single-thread': { kind: 'single-thread' },
  'model-not-kept': { kind: 'model-not-kept' },
  holes: { kind: 'holes', count: 3 },
  'places-pooled': { kind: 'places-pooled', side: 4, places: 160_000 },
  'features-kept': { kind: 'features-kept', count: 700, patches: 1200 },
  'fields-kept': { kind: 'fields-kept', fields: 7, ofFields: 12, places: 300, ofPlaces: 612 },
  'features-not-kept': { kind: 'features-not-kept', why: 'limit' },
};

describe('notes of a run record', () => {
  it.each(Object.values(NOTES).filter(({ kind }) => kind !== 'fell-back-to-wasm'))(
    '$kind is read as it was',
    (note) => {
      expect(noteOfRecord(recordedNote(note))).toEqual(note);
    },
  );

  it('a fall-back is read, without its error', () => {
    const text = recordedNote(NOTES['fell-back-to-wasm']);
    expect(text).toBe('fell back from WebGPU to WASM (run/gpu-lost: {"what":"a (b): c"})');
    expect(noteOfRecord(text)).toEqual({ kind: 'fell-back-to-wasm' });
  });

  it('every reason why features were not kept is read as it was', () => {
    for (const why of ['full', 'limit', 'refused', 'unknown-slide'] as const) {
      const note = { kind: 'features-not-kept', why } as const;
      expect(noteOfRecord(recordedNote(note))).toEqual(note);
    }
  });

  it('rounding by a link is read with its bits', () => {
    const note = { kind: 'rounded', bits: 4 } as const;
    expect(recordedNote(note)).toBe('scores rounded to 4 bits by a share link');
    expect(noteOfRecord(recordedNote(note))).toEqual(note);
  });

  it('any other text is none of them', () => {
    for (const text of [
      '',
      'by hand',
      'scores rounded to many bits',
      `${'9'.repeat(400)} damaged or missing tiles read`,
    ])
      expect(noteOfRecord(text)).toBeNull();
  });
});
