import { count } from '../numbers.ts';

/** The list of slides and the facts of the one shown. */
export const rail = {
  region: 'Slides',
  show: (name: string) => `Show ${name}`,
  close: (name: string) => `Close ${name}`,
  thumbnailFailed: 'no picture',
  facts: 'Slide facts',
  size: 'Size',
  spacing: 'Spacing',
  spacingByFile: 'from the file',
  spacingByUser: 'stated by you',
  spacingAbsent: 'not stated',
  magnification: 'Magnification',
  format: 'Format',
  levels: 'Levels',
  fileSize: 'File size',
  source: 'Source',
  local: 'this machine',
  downloaded: (host: string) => `downloaded from ${host}`,
  more: 'All facts from the file',
  pictures: 'Label and macro',
  labelHidden: 'Hidden until asked for: a label may carry a patient’s name.',
  asked: {
    label: { show: 'Show label', hide: 'Hide label', picture: 'Label of the slide' },
    macro: { show: 'Show macro', hide: 'Hide macro', picture: 'Macro picture of the slide' },
  },
  pixels: (width: number, height: number) => `${count(width)} × ${count(height)} px`,
  extent: (width: string, height: string) => `${width} × ${height}`,
  formats: {
    'aperio-svs': 'Aperio SVS',
    'generic-tiff': 'Pyramidal TIFF',
    'deep-zoom': 'Deep Zoom',
    image: 'Plain image',
  } as Readonly<Record<string, string>>,
} as const;
