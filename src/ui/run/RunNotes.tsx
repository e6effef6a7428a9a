import type { RunNote } from '#state/run-progress.ts';
import s from './RunNotes.module.css';
import { noteText } from './stage-text.ts';

/** What a user should know about a run beside its answer: a fall-back, enlarged pixels, damaged tiles. */
export function RunNotes({ notes }: { readonly notes: readonly RunNote[] }) {
  if (notes.length === 0) return null;
  return (
    <ul className={s['notes']} role="status">
      {notes.map((note) => (
        <li key={note.kind}>{noteText(note)}</li>
      ))}
    </ul>
  );
}
