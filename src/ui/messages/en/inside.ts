import { count } from '../numbers.ts';

/** The finer patches of a patch that is looked into. */
export const inside = {
  region: 'Patch',
  title: 'Inside a patch',
  hint: 'Click a patch on the slide to see the finer patches that it consists of, with their weights.',
  most: 'Show the most attended patch',
  place: (place: number, of: number) => `#${count(place)} of ${count(of)}`,
  more: 'The next more attended patch',
  less: 'The next less attended patch',
  close: 'Close the patch',
  facts: (attention: string, across: string | null, at: string) =>
    `Global attention ${attention} uniform. ${across === null ? 'At' : `${across} across, at`} ${at} px.`,
  parts: (parts: number) => `The ${count(parts)} finer patches`,
  part: (row: number, column: number, weight: string, share: string, place: number) =>
    `Row ${row}, column ${column}: ${weight} the even share, ${share}, #${place}`,
  note: (parts: number) =>
    `Weight as a multiple of the even share, 1/${count(parts)}; the ${count(parts)} average 1. Click one to go there.`,
} as const;
