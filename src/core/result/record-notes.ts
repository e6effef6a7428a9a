import type { RunNote } from '#core/pipelines/run-progress.ts';

/**
 * A note of a run record. Records hold notes as text, short, for people who compare runs: {@link recordedNote} writes it and {@link noteOfRecord} reads it
 * back, so that it can be said in the language of whoever looks.
 */
export type RecordNote =
  | Exclude<RunNote, { kind: 'fell-back-to-wasm' }>
  /** Why stands in the record alone. */
  | { readonly kind: 'fell-back-to-wasm' }
  /** By a share link that the result came through. */
  | { readonly kind: 'rounded'; readonly bits: number };

/** Why features were not kept, as records say it. */
const NOT_KEPT = {
  full: 'its storage is full',
  limit: 'the limit of the feature cache is reached',
  refused: 'the browser keeps no files',
  'unknown-slide': 'the slide has no fingerprint to be recognised by',
} as const;

/** The text of a note of a run. */
export function recordedNote(note: RunNote | Extract<RecordNote, { kind: 'rounded' }>): string {
  switch (note.kind) {
    case 'fell-back-to-wasm':
      return `fell back from WebGPU to WASM (${note.error.code}: ${JSON.stringify(note.error.context)})`;
    case 'enlarged':
      return `slide pixels enlarged ${note.factor.toFixed(3)} times to the model's spacing`;
    case 'single-thread':
      return 'WASM on one thread: the page is not cross-origin isolated or the machine has one core';
    case 'model-not-kept':
      return 'the model files could not be kept on this machine';
    case 'holes':
      return `${note.count} damaged or missing tiles read as white`;
    case 'places-pooled':
      return `sampling probability of ${note.places} places told for cells of ${note.side} × ${note.side}`;
    case 'features-kept':
      return `features of ${note.count} of ${note.patches} patches kept from an earlier run, on whichever back end that was`;
    case 'fields-kept':
      return `attention of ${note.fields} of ${note.ofFields} fields and votes of ${note.places} of ${note.ofPlaces} places kept from an earlier run, on whichever back end that was`;
    case 'features-not-kept':
      return `features not kept on this machine: ${NOT_KEPT[note.why]}`;
    case 'rounded':
      return `scores rounded to ${note.bits} bits by a share link`;
  }
}

/** What each text says, by how it is written above; numbers are of bounded length, because anyone may have written the file. */
const READERS: readonly (readonly [
  pattern: RegExp,
  read: (...numbers: [string, string, string, string]) => RecordNote,
])[] = [
  [/^fell back from WebGPU to WASM /, () => ({ kind: 'fell-back-to-wasm' })],
  [/^slide pixels enlarged (\d{1,4}\.\d{3}) times /, (factor) => ({ kind: 'enlarged', factor: Number(factor) })],
  [/^WASM on one thread: /, () => ({ kind: 'single-thread' })],
  [/^the model files could not be kept /, () => ({ kind: 'model-not-kept' })],
  [/^(\d{1,9}) damaged or missing tiles /, (count) => ({ kind: 'holes', count: Number(count) })],
  [
    /^sampling probability of (\d{1,9}) places told for cells of (\d{1,4}) ×/,
    (places, side) => ({ kind: 'places-pooled', places: Number(places), side: Number(side) }),
  ],
  [
    /^features of (\d{1,9}) of (\d{1,9}) patches kept /,
    (count, patches) => ({ kind: 'features-kept', count: Number(count), patches: Number(patches) }),
  ],
  [
    /^attention of (\d{1,9}) of (\d{1,9}) fields and votes of (\d{1,9}) of (\d{1,9}) places kept /,
    (fields, ofFields, places, ofPlaces) => ({
      kind: 'fields-kept',
      fields: Number(fields),
      ofFields: Number(ofFields),
      places: Number(places),
      ofPlaces: Number(ofPlaces),
    }),
  ],
  [/^features not kept on this machine: its storage /, () => ({ kind: 'features-not-kept', why: 'full' })],
  [/^features not kept on this machine: the limit /, () => ({ kind: 'features-not-kept', why: 'limit' })],
  [/^features not kept on this machine: the browser /, () => ({ kind: 'features-not-kept', why: 'refused' })],
  [/^features not kept on this machine: the slide /, () => ({ kind: 'features-not-kept', why: 'unknown-slide' })],
  [/^scores rounded to (\d{1,2}) bits /, (bits) => ({ kind: 'rounded', bits: Number(bits) })],
];

/** The note that a text of a record is; null for any other text. */
export function noteOfRecord(text: string): RecordNote | null {
  for (const [pattern, read] of READERS) {
    const [whole, a = '', b = '', c = '', d = ''] = pattern.exec(text) ?? [];
    if (whole !== undefined) return read(a, b, c, d);
  }
  return null;
}
