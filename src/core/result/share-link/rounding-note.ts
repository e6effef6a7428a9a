import { noteOfRecord, recordedNote } from '../record-notes.ts';
import type { RunRecord } from '../run-result.ts';
import type { Roundings } from './link-content.ts';

/** The record of a result that came through a link, saying so wherever it goes from here; said once. */
export function withRoundingNote(run: RunRecord, roundings: Roundings): RunRecord {
  const bits = Math.min(...Object.values(roundings).map((rounding) => rounding.bits));
  if (!Number.isFinite(bits) || run.notes.some((note) => noteOfRecord(note)?.kind === 'rounded')) return run;
  return { ...run, notes: [...run.notes, recordedNote({ kind: 'rounded', bits })] };
}
