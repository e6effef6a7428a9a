import type { RecordNote } from '#core/result/record-notes.ts';
import type { RunNote, RunStage } from '#state/run-progress.ts';
import { text } from '#ui/messages/text.ts';

/** What a run is doing, in one line. */
export function stageText(stage: RunStage): string {
  switch (stage.stage) {
    case 'starting':
      return text.run.starting;
    case 'model':
      if (stage.what === 'loading') return text.run.loading(stage.doneBytes, stage.totalBytes);
      return stage.what === 'verifying' ? text.run.verifying : text.run.checking;
    case 'tissue':
      return text.run.tissue;
    case 'encode':
      return text.run.encode(stage.done, stage.total);
    case 'head':
      return text.run.head(stage.step, stage.steps);
  }
}

/** How much of a run is done, 0..1. Encoding is nearly all of the work and has most of the bar. */
export function stageShare(stage: RunStage): number {
  switch (stage.stage) {
    case 'starting':
      return 0;
    case 'model':
      return stage.what === 'loading' && stage.totalBytes > 0 ? 0.04 * (stage.doneBytes / stage.totalBytes) : 0.04;
    case 'tissue':
      return 0.06;
    case 'encode':
      return 0.08 + 0.84 * (stage.total > 0 ? stage.done / stage.total : 1);
    case 'head':
      return 0.92 + 0.08 * (stage.steps > 0 ? stage.step / stage.steps : 1);
  }
}

export function noteText(note: RunNote | Exclude<RecordNote, { kind: 'rounded' }>): string {
  switch (note.kind) {
    case 'fell-back-to-wasm':
      return text.run.notes['fell-back-to-wasm'];
    case 'enlarged':
      return text.run.notes.enlarged(note.factor);
    case 'single-thread':
      return text.run.notes['single-thread'];
    case 'model-not-kept':
      return text.run.notes['model-not-kept'];
    case 'holes':
      return text.run.notes.holes(note.count);
    case 'places-pooled':
      return text.run.notes.placesPooled(note.side);
    case 'features-kept':
      return text.run.notes.featuresKept(note.count, note.patches);
    case 'fields-kept':
      return text.run.notes.fieldsKept(note);
    case 'features-not-kept':
      return text.run.notes.featuresNotKept[note.why];
  }
}
