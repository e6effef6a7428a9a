import { count, significant, spacing as spacingText } from '../numbers.ts';

/** Stating and measuring the spacing. */
export const spacing = {
  state: 'State the spacing',
  change: 'Change the spacing',
  title: 'Spacing of this slide',
  why: 'The file does not say how large a pixel is. A model needs to know, and so does the scale bar.',
  whyChange:
    'What you state here goes before what the file says, is remembered for this slide, and is named in every result.',
  value: 'Spacing in µm per pixel',
  range: 'Between 0.05 and 50 µm/px.',
  guesses: 'Common values',
  guess: (umPerPx: number, power: string) => `${significant(umPerPx)} µm/px, ${power}`,
  use: 'Use this spacing',
  calibrate: 'Measure a known distance',
  fromFile: (umPerPx: number) => `Go back to the file’s ${spacingText(umPerPx)}`,
  forget: 'Forget the stated spacing',
  cancel: 'Cancel',
  tissueSize: (width: string, height: string) => `The slide would be ${width} × ${height}.`,
  first: 'Click the first point of a known distance.',
  second: 'Click the second point.',
  length: 'Distance in µm',
  result: (umPerPx: number, px: number) => `${count(px)} px: ${spacingText(umPerPx)}`,
  implausible: 'That would be outside 0.05 to 50 µm/px.',
  region: 'Calibration',
  set: 'Set spacing',
} as const;
