import { count, plural } from '../numbers.ts';

/** Single patches: the gallery of the highest and lowest of a map, and what all maps say of one. */
export const patches = {
  region: 'Patches',
  title: 'Patches',
  empty: 'The patches with the highest and the lowest values of the map will be here after a run.',
  howMany: 'How many',
  most: {
    relevance: 'Most relevant',
    'times-uniform': 'Most attended',
    'times-even-inside': 'Most attended inside their patch',
    likely: 'Most likely to be looked at',
    probability: 'Highest',
    'as-stored': 'Highest',
  },
  least: {
    relevance: 'Least relevant',
    'times-uniform': 'Least attended',
    'times-even-inside': 'Least attended inside their patch',
    likely: 'Least likely to be looked at',
    probability: 'Lowest',
    'as-stored': 'Lowest',
  },
  of: (map: string) => `By ${map.toLowerCase()}. Click one to go there.`,
  patch: (rank: string, value: string) => `Rank ${rank}, ${value}`,
  tied: (tied: number, shown: number) =>
    `${plural(tied, 'patch', 'patches')} share the lowest value; the first ${count(shown)} of the list are shown.`,
  thinned: 'Places whose patches overlap one already shown are passed over.',
  none: 'No patch has a value.',
  card: 'This patch in every map',
  at: (x: string, y: string) => `Patch at ${x}, ${y} px`,
  across: (length: string) => `${length} across`,
  goThere: 'Go to this patch',
  close: 'Close',
  map: 'Map',
  value: 'Value',
  rank: 'Rank',
  rankOf: (rank: string, of: number) => `${rank} of ${count(of)}`,
  rankShared: (rank: string, tied: number, of: number) => `${rank} of ${count(of)}, ${count(tied)} tied`,
  leftOut: 'left out',
  shownResult: 'shown now',
} as const;
