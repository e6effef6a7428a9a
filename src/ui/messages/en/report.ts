import { count, plural } from '../numbers.ts';

/** The one-page report of a result. */
export const report = {
  open: 'Report',
  openHint: 'one page to print or save as PDF',
  title: 'Slide report',
  print: 'Print or save as PDF',
  printHint: 'One page, A4 or Letter. “Save as PDF” is in the browser’s own print window.',
  close: 'Close the report',
  preparing: 'Reading the slide for the report …',
  made: (time: string) => `Report of ${time}`,
  madeWith: 'Fovea, in this browser; nothing was sent anywhere',
  fromElsewhere: 'The result was not run in this window: its record is what its file or link says.',
  slide: 'Slide',
  name: 'Name',
  answer: 'Answer',
  notCalibrated: 'Scores, not calibrated.',
  moreClasses: (more: number) => `and ${plural(more, 'lower class', 'lower classes')}`,
  moreTimes: (more: string) => `and ${more} later times`,
  spread: (repeats: number) => `± standard deviation over ${count(repeats)} draws`,
  overview: 'The slide with the map shown',
  overviewNote: (patches: number) => `Numbers: the ${count(patches)} highest patches, shown below.`,
  maps: 'Maps',
  topPatches: 'Highest patches',
  topPatchesOf: (map: string) => `Highest patches: ${map}`,
  at: (x: number, y: number) => `x ${count(x)}, y ${count(y)} px`,
} as const;
