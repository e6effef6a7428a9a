import { noteOfRecord } from '#core/result/record-notes.ts';
import type { RunRecord } from '#core/result/run-result.ts';
import { text } from '#ui/messages/text.ts';
import { percent, spacing } from '../messages/numbers.ts';
import { noteText } from '../run/stage-text.ts';

/** How tissue was found, or that it was not looked for. */
export function tissueText({ tissue, plan }: Pick<RunRecord, 'tissue' | 'plan'>): string {
  if (!tissue) return text.record.tissueNotSought;
  const { tissueShare, threshold, spacingUmPerPx } = tissue;
  return text.record.tissueText(percent(tissueShare, 1), threshold, spacing(spacingUmPerPx), plan.minCoverage);
}

/** What the model ran on, and in which number format. */
export function backEndText({ kind, adapter, threads, precision }: RunRecord['backEnd']): string {
  const machine = kind === 'webgpu' ? text.status.gpu(adapter ?? '') : text.status.cpu(threads);
  return text.phrases.listed([machine, precision]);
}

/** The notes of a record, in the language of the window; what Fovea did not write stays as it is. */
export function recordNotes({ notes }: Pick<RunRecord, 'notes'>): string {
  const said = notes.map((words) => {
    const note = noteOfRecord(words);
    if (!note) return words;
    if (note.kind === 'rounded') return text.share.rounded(note.bits);
    return noteText(note);
  });
  return said.join(' ');
}
