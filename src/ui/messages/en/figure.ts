import { significant } from '../numbers.ts';

/** The picture of a view with its legend. */
export const figure = {
  export: 'Picture',
  exportHint: 'the view with legend and scale bar, PNG',
  failed: 'There is no picture to save yet: the slide is still being drawn.',
  model: (model: string, finishedAt: string) => `${model}, run on ${finishedAt}`,
  notWhole: 'The map is of a question asked of the result, or of a run in progress: not of the whole slide.',
  view: (magnification: number, isStatedByUser: boolean) =>
    `Shown at ${significant(magnification)}×${isStatedByUser ? '; spacing stated by the user' : ''}`,
  noSpacing: 'Lengths in pixels: the slide has no spacing',
  opacity: (share: string) => `overlay at ${share} opacity`,
  hidden: (limit: string) => `Below ${limit} nothing is drawn.`,
  made: (time: string) => `Fovea · ${time}`,
} as const;
