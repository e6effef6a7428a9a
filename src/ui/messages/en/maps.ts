import { count, plural } from '../numbers.ts';

/** How a map is coloured: scales, histogram, threshold, what the map belongs to. */
export const maps = {
  byRank: 'Rank',
  unitRank: (patches: string) => `rank among ${patches} patches`,
  scalingNotes: {
    percentile: 'The share of the other patches that are lower.',
    rank: 'Counted from the highest, 1; equal patches share a rank.',
  },
  /** Where rank and percentile show something different, and where not. */
  rankTied: (lowest: number, tied: number) =>
    `${plural(tied, 'patch', 'patches')} share the last rank, ${count(lowest)}: the colours are for those above.`,
  rankAsPercentile: 'The same colours as by percentile, since hardly any values are equal.',
  histogram: (bins: number) => `How many patches have each value, in ${count(bins)} steps; heights by square root.`,
  low: 'Low end of the colours',
  high: 'High end of the colours',
  hideBelow: 'Hide below',
  colours: 'Colours',
  to: 'to',
  resetRange: 'Colours over the whole range',
  showAll: 'Show all',
  shownAll: (patches: number) => `All ${plural(patches, 'patch', 'patches')} are shown.`,
  shown: (shown: number, all: number, share: string) =>
    `${count(shown)} of ${plural(all, 'patch', 'patches')} ${shown === 1 ? 'is' : 'are'} shown (${share}).`,
  shownNone: 'No patch is shown: none lies that high.',
  leftOut: (patches: number) =>
    `${plural(patches, 'patch is', 'patches are')} left out and have no colour and no rank.`,
  wrongNumber: 'A number of this scale, the low end below the high one',
  drawing: 'Draw as',
  blocks: 'Blocks',
  interpolated: 'Interpolated',
  interpolatedNote: 'Interpolated for the eye; values are per patch.',
  interpolatedNot: 'Blocks: these patches lie on no regular grid to interpolate on.',
  listSeparator: ', ',
  reversed: 'Reverse colours',
  belongs: {
    classes: (classes: string) => `One map for the whole answer (${classes}), not one per class.`,
    question: (question: string) => `Belongs to the question “${question}” as a whole, not to one class.`,
    survival:
      'Belongs to the whole survival curve: this model gives one map for all times, so choosing a time would not change it.',
    cox: 'Belongs to the one log-risk of this slide.',
  },
} as const;
