import { count, extent, percent, plural, score, spacing } from '../numbers.ts';

/** Words of attention sampling: where to look, how, and what was drawn. */
export const sampling = {
  title: 'Where to look',
  scope: 'Where the model looks',
  scopes: {
    view: 'Region in view',
    drawn: 'Drawn region',
    tissue: 'All tissue, in fields',
    'whole-image': 'Whole image',
  },
  size: (px: { readonly width: number; readonly height: number }, umPerPx: number | null) =>
    umPerPx === null ? `${count(px.width)} × ${count(px.height)} px` : extent(px.width * umPerPx, px.height * umPerPx),
  noneDrawn: 'none yet',
  fieldSize: (widthUm: number, heightUm: number) => `each ${extent(widthUm, heightUm)}`,
  tissueWithoutSpacing: 'needs the spacing',
  draw: 'Draw a region',
  drawAnew: 'Draw another',
  asPixels: (umPerPx: number) =>
    `Pixels as they are: one pixel of this image is taken as one of the model’s (${spacing(umPerPx)}). Right only if it was taken at that scale.`,
  seen: (width: number, height: number) => `The model will see ${count(width)} × ${count(height)} px.`,
  seenFields: (width: number, height: number) => `The model will see fields of ${count(width)} × ${count(height)} px.`,
  obstacles: {
    'nothing-in-view': 'Nothing of the slide is in view.',
    'no-region': 'Draw a region first.',
    'tissue-without-spacing': 'To find tissue, the spacing has to be known.',
  },
  preview: 'Preview fields',
  previewHint: 'Shows which fields hold tissue.',
  plannedFields: (fields: number, share: number) =>
    `${plural(fields, 'field', 'fields')}; tissue on ${percent(share, 1)} of the slide`,
  fieldGrid: 'Fields',
  how: 'How places are taken',
  modes: { draw: 'Draw at random', 'most-attended': 'Most attended' },
  modeHints: {
    draw: 'By probability, as in training; may repeat.',
    'most-attended': 'The likeliest places. No chance in it, so no spread.',
  },
  samples: 'Patches',
  samplesHint: (own: number) => `the model’s own number is ${count(own)}`,
  repeats: 'Draws',
  repeatsHint: 'repeated for the spread',
  seed: 'Seed',
  seedHint: 'the same seed draws the same places',
  newSeed: 'New seed',
  number: (low: number, high: number) => `Whole number from ${count(low)} to ${count(high)}.`,
  bar: 'Drawing a region',
  barText: 'Drag a rectangle on the slide.',
  barKeys: 'Esc ends',
  useView: 'Use the region in view',
  cancel: 'Cancel',
  result: 'Sampling result',
  spread: (repeats: number) => `Mean of ${plural(repeats, 'draw', 'draws')} ± one standard deviation.`,
  spreadFields: (repeats: number, fields: number) =>
    `Mean of ${plural(fields, 'field', 'fields')}, ${plural(repeats, 'draw', 'draws')} each, ± one standard deviation between draws.`,
  noSpread: 'One look at the most attended places: no draws, so no spread.',
  oneDraw: 'One draw: its spread is not known.',
  plusMinus: (mean: number, sd: number, repeats: number) =>
    repeats > 1 ? `${score(mean)} ± ${score(sd)}` : score(mean),
  drawnHow: (samples: number, seed: number) => `${plural(samples, 'patch', 'patches')} drawn with seed ${String(seed)}`,
  mostHow: (samples: number) => `The ${plural(samples, 'most attended place', 'most attended places')}`,
  scopeWas: {
    region: () => 'in one region',
    tissue: (fields: number) => `in each of ${plural(fields, 'field', 'fields')} of tissue`,
    'whole-image': () => 'in the whole image',
  },
  drawnWhere: (what: string, where: string) => `${what} ${where}.`,
  again: 'Draw again with another seed',
  againBusy: 'A run is in progress.',
  againNoModel: 'The model of this result is not loaded here.',
  fields: 'Fields',
  patchesRegion: 'Patches',
  patchesTitle: (mode: 'draw' | 'most-attended', field: number | null) =>
    `${mode === 'draw' ? 'Patches of the first draw' : 'Patches looked at'}${field === null ? '' : ` in field ${count(field)}`}`,
  marks: 'Show them on the slide',
  patch: (number: number, className: string) => `Patch ${count(number)}: ${className}. Show it.`,
  vote: 'Vote',
  weight: 'Weight',
  times: (times: number) => `drawn ${count(times)} times`,
  share: (share: number) => percent(share, 1),
  voteNote:
    'Vote: the score that the patch alone would give to its class. Weight: its share in the answer; the thicker the outline on the slide.',
} as const;
