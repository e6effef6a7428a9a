import { percent } from '../numbers.ts';

/** Maps and slides side by side. */
export const compare = {
  open: 'Compare maps or slides',
  close: 'End comparing',
  closeShort: 'Done',
  bar: 'Comparison',
  layout: 'How to compare',
  layouts: { swipe: 'Swipe', two: 'Two views', four: 'Four views' },
  linked: 'Views move together',
  link: 'Link',
  sameSlide: 'same place in every view',
  inUm: 'linked in µm: same magnification in every view',
  inPx: (slides: string) => `linked pixel by pixel: no spacing known for ${slides}`,
  separate: 'each view moves by itself; link again to keep these places together',
  side: { left: 'Left', right: 'Right' },
  sideRegion: (side: string, map: string) => `${side} of the divider: ${map}`,
  view: (number: number, count: number, slide: string, map: string) =>
    `View ${number} of ${count}: ${slide}, ${map}. Arrow keys pan, plus and minus zoom.`,
  viewBar: (number: number) => `View ${number}`,
  active: 'active',
  slide: (where: string) => `${where}: slide`,
  shows: (where: string) => `${where}: shows`,
  slideOnly: 'Slide only',
  mapOf: (map: string, model: string) => `${map}, ${model}`,
  resultOf: (model: string, answer: string, when: string) => `${model}: ${answer}, ${when}`,
  under: (where: string) => `${where}: value`,
  divider: 'Divider between the two maps',
  dividerAt: (share: number, left: string, right: string) =>
    `at ${percent(share)} of the width; left ${left}, right ${right}`,
} as const;
