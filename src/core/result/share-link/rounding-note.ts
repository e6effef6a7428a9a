import type { RunRecord } from '../run-result.ts';
import type { Roundings } from './link-content.ts';

const BEGINNING = 'scores rounded to ';

/** The record of a result that came through a link, saying so wherever it goes from here; said once. */
export function withRoundingNote(run: RunRecord, roundings: Roundings): RunRecord {
  const bits = Math.min(...Object.values(roundings).map((rounding) => rounding.bits));
  if (!Number.isFinite(bits) || run.notes.some((note) => note.startsWith(BEGINNING))) return run;
  return { ...run, notes: [...run.notes, `${BEGINNING}${bits} bits by a share link`] };
}
