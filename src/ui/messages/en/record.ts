import { count, percent, plural, significant } from '../numbers.ts';

/** The record of a run. */
export const record = {
  slide: 'Slide',
  fingerprint: 'Fingerprint',
  none: 'not known',
  spacing: 'Spacing',
  model: 'Model',
  patches: 'Patches',
  architecture: 'Architecture',
  architectures: {
    'tda-mil': 'TDA-MIL, top-down attention',
    dsca: 'DSCA, two streams with cross-attention',
    'attention-sampling': 'Attention sampling',
  },
  finer: 'Finer patches',
  finerText: (patches: number, scale: number, modelPx: number, modelSpacing: string) =>
    `${count(patches)}, ${scale} × ${scale} in each patch, given to the model as ${count(modelPx)} px at ${modelSpacing}`,
  images: 'Looked over',
  scopes: { region: 'region', tissue: 'tissue', 'whole-image': 'whole image' },
  imageText: (images: number, scope: string, size: string, modelSpacing: string) =>
    `${plural(images, 'image', 'images')} (${scope}), ${images === 1 ? '' : 'the first '}${size} of the slide, at ${modelSpacing}`,
  samples: 'Looked at',
  drawn: (samples: number, repeats: number) =>
    `${plural(samples, 'place', 'places')} drawn at random, ${plural(repeats, 'draw', 'draws')}`,
  mostAttended: (samples: number) => `the ${plural(samples, 'most attended place', 'most attended places')}`,
  tissue: 'Tissue',
  backEnd: 'Ran on',
  damaged: 'Damaged tiles',
  started: 'Started',
  finished: 'Finished',
  times: 'Times',
  software: 'Software',
  notes: 'Notes',
  seed: 'Seed',
  files: 'Model files',
  rate: 'Speed',
  patchText: (patches: number, sizePx: number, modelPx: number, modelSpacing: string) =>
    `${count(patches)}, each ${count(sizePx)} px of the slide, given to the model as ${count(modelPx)} px at ${modelSpacing}`,
  tissueText: (share: string, threshold: number, maskSpacing: string, coverage: number) =>
    `${share} of the slide; saturation above ${significant(threshold)} of 255 at ${maskSpacing}; patches at least ${percent(coverage)} tissue`,
  timeText: (model: string, tissue: string, encode: string, head: string) =>
    `model ${model}; tissue ${tissue}; patches ${encode}; slide-level model ${head}`,
  statedBy: {
    metadata: 'from the file',
    user: 'stated by the user',
    model: 'taken as the model’s own: one pixel as one of its pixels',
  },
  tissueNotSought: 'not looked for: the whole region was read',
} as const;
