import { bytes, count, duration, plural, significant, timeLeft } from '../numbers.ts';

/** A run in progress and what it noted. */
export const run = {
  region: 'Run',
  progress: 'Progress of the run',
  starting: 'Starting',
  loading: (doneBytes: number, totalBytes: number) => `Loading the model, ${bytes(doneBytes)} of ${bytes(totalBytes)}`,
  verifying: 'Verifying the model’s checksums',
  checking: 'Checking the model on its own example',
  tissue: 'Finding tissue',
  encode: (done: number, total: number) => `Reading patches, ${count(done)} of ${count(total)}`,
  head: (step: number, steps: number) => `Weighing all patches together, step ${step} of ${steps}`,
  rate: (perSecond: number) => `${perSecond >= 10 ? count(perSecond) : significant(perSecond, 2)} patches/s`,
  left: timeLeft,
  measuring: 'measuring speed',
  elapsed: (seconds: number) => `${duration(seconds)} so far`,
  notes: {
    'fell-back-to-wasm': 'The GPU did not pass the model’s own check, so the CPU was used.',
    enlarged: (factor: number) => `The slide was enlarged ${significant(factor)}× to reach the model’s spacing.`,
    'single-thread': 'Ran on one thread: this page is not cross-origin isolated.',
    'model-not-kept':
      'The model’s files could not be kept in this browser: its storage is full or switched off. The next use fetches them again.',
    holes: (holes: number) => `${plural(holes, 'damaged tile', 'damaged tiles')} counted as white.`,
    placesPooled: (side: number) =>
      `The map shows ${count(side)} × ${count(side)} neighbouring places as one, because there are very many.`,
    featuresKept: (kept: number, patches: number) =>
      `Features of ${count(kept)} of ${count(patches)} patches were there already, from an earlier run of the same encoder.`,
    fieldsKept: (kept: {
      readonly fields: number;
      readonly ofFields: number;
      readonly places: number;
      readonly ofPlaces: number;
    }) =>
      `${count(kept.fields)} of ${plural(kept.ofFields, 'field', 'fields')} had been looked over already, and ${count(kept.places)} of ${plural(kept.ofPlaces, 'place', 'places')} looked at closely, in an earlier run of the same model.`,
    featuresNotKept: {
      full: 'This browser’s storage is full: what the model saw is held in memory from here on. The answer is the same; a later run reads these patches again. Make room in “This workstation”, Storage.',
      limit:
        'The limit of the feature cache is reached: what the model saw is held in memory from here on. The answer is the same; a later run reads these patches again. The limit is in “This workstation”, Storage.',
      refused:
        'This browser keeps no files for this page: what the model saw is held in memory. The answer is the same; a later run reads the patches again.',
      'unknown-slide':
        'This slide could not be told apart from another one later, because its server hides its size: what the model saw is held in memory. The answer is the same; after the slide is closed, a run reads the patches again.',
    },
  },
} as const;
