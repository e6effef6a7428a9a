import type { RunNote, RunStage } from '#state/run-progress.ts';
import { en } from '#ui/messages/en.ts';

/** What a run is doing, in one line. */
export function stageText(stage: RunStage): string {
  switch (stage.stage) {
    case 'starting':
      return en.run.starting;
    case 'model':
      if (stage.what === 'loading') return en.run.loading(stage.doneBytes, stage.totalBytes);
      return stage.what === 'verifying' ? en.run.verifying : en.run.checking;
    case 'tissue':
      return en.run.tissue;
    case 'encode':
      return en.run.encode(stage.done, stage.total);
    case 'head':
      return en.run.head(stage.step, stage.steps);
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

export function noteText(note: RunNote): string {
  switch (note.kind) {
    case 'fell-back-to-wasm':
      return en.run.notes['fell-back-to-wasm'];
    case 'enlarged':
      return en.run.notes.enlarged(note.factor);
    case 'single-thread':
      return en.run.notes['single-thread'];
    case 'model-not-kept':
      return en.run.notes['model-not-kept'];
    case 'holes':
      return en.run.notes.holes(note.count);
    case 'places-pooled':
      return en.run.notes.placesPooled(note.side);
    case 'features-kept':
      return en.run.notes.featuresKept(note.count, note.patches);
  }
}
