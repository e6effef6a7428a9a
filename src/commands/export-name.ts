import type { RunRecord } from '#core/result/run-result.ts';

/** `<slide>.<model>.<ending>`, with nothing that a file system minds; of a slide without a result `<slide>.<ending>`. */
export function exportName(slide: string, run: Pick<RunRecord, 'bundle'> | null, ending: string): string {
  const stem = slide.replace(/\.[a-z0-9]{1,5}$/i, '');
  const whole = run ? `${stem}.${run.bundle.id}` : stem;
  const safe = whole.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 120);
  return `${safe}.${ending}`;
}
