import type { Unplaced } from '#core/errors/problems.ts';
import { answerDifference } from './answer-figures.ts';
import type { FileQuestions } from './questions-schema.ts';
import { isSurvival } from './run-result.ts';
import type { Answer, ClassAnswer, RunRecord, Sampling, SurvivalAnswer } from './run-result.ts';

/** What of a result file has to agree with the rest of it. */
export interface ResultParts {
  readonly patches: readonly unknown[];
  readonly maps: Readonly<
    Record<string, { readonly values: { readonly length: number }; readonly patches?: readonly unknown[] }>
  >;
  readonly answer: Answer;
  readonly sampling?: Sampling;
  readonly run: Pick<RunRecord, 'bundle' | 'plan'>;
  readonly questions?: FileQuestions;
}

/** What does not agree, with its place in the file. */
export interface Inconsistency {
  readonly path: readonly string[];
  readonly problem: Unplaced;
}

/** Numbers that follow from others may have been rounded by whoever wrote the file. */
const TOLERANCE = 1e-3;

/** Finer patches that a two-scale plan may come to. */
const MOST_FINE = 16_000_000;

/** Widest patch of a model, px; a field of attention sampling is bounded by the schema alone. */
const WIDEST_PATCH = 4096;

/** Where a result file contradicts itself; empty where it does not. */
export function inconsistencies(file: ResultParts): Inconsistency[] {
  const { answer, sampling, patches } = file;
  return [
    ...ofMaps(file),
    ...ofPlan(file),
    ...(isSurvival(answer) ? ofSurvival(answer) : ofClasses(answer)),
    ...(sampling && !isSurvival(answer) ? ofSampling(sampling, answer.classes.length, patches.length) : []),
    ...(file.questions ? ofQuestions(file.questions, file) : []),
  ];
}

function ofMaps({ maps, patches }: ResultParts): Inconsistency[] {
  return Object.entries(maps).flatMap(([id, map]) => {
    const count = map.patches?.length ?? patches.length;
    if (map.values.length === count) return [];
    return [
      { path: ['maps', id, 'values'], problem: { code: 'map-values', values: map.values.length, patches: count } },
    ];
  });
}

function ofPlan({ run: { bundle, plan }, answer, sampling, patches }: ResultParts): Inconsistency[] {
  const found: Inconsistency[] = [];
  const { architecture } = bundle;
  const path = ['run', 'bundle', 'architecture'];
  if (isSurvival(answer) !== (architecture === 'dsca'))
    found.push({ path, problem: { code: 'architecture-answer', architecture } });
  if ((sampling !== undefined) !== (architecture === 'attention-sampling'))
    found.push({ path, problem: { code: 'architecture-sampling', architecture, hasSampling: sampling !== undefined } });
  if (architecture !== 'attention-sampling' && plan.modelSizePx > WIDEST_PATCH)
    found.push({ path: ['run', 'plan', 'modelSizePx'], problem: { code: 'patch-too-wide', most: WIDEST_PATCH } });
  if ((plan.scale ?? 1) ** 2 * patches.length > MOST_FINE)
    found.push({ path: ['run', 'plan', 'scale'], problem: { code: 'too-many-fine-patches', most: MOST_FINE } });
  return found;
}

function ofClasses({ classes, logits, scores, spread }: ClassAnswer): Inconsistency[] {
  const found: Inconsistency[] = [];
  if (logits.length !== classes.length || scores.length !== classes.length)
    found.push({
      path: ['answer'],
      problem: { code: 'class-lists', classes: classes.length, logits: logits.length, scores: scores.length },
    });
  if (spread && spread.scoresSd.length !== classes.length)
    found.push({
      path: ['answer', 'spread'],
      problem: { code: 'class-deviations', deviations: spread.scoresSd.length, classes: classes.length },
    });
  return found;
}

function ofSurvival({ bins, hazards, survival, risk, reference }: SurvivalAnswer): Inconsistency[] {
  if (hazards.length !== bins.length || survival.length !== bins.length) {
    const counts = { bins: bins.length, hazards: hazards.length, survivals: survival.length };
    return [{ path: ['answer'], problem: { code: 'survival-lists', ...counts } }];
  }
  const found: Inconsistency[] = [];
  let alive = 1;
  for (const [k, hazard] of hazards.entries()) {
    alive *= 1 - hazard;
    if (differ(survival[k], alive)) {
      found.push({ path: ['answer', 'survival', String(k)], problem: { code: 'survival-hazards' } });
      break;
    }
  }
  const sum = survival.reduce((all, share) => all + share, 0);
  if (survival.length > 0 && differ(risk, -sum))
    found.push({ path: ['answer', 'risk'], problem: { code: 'risk-sum', sum: -sum } });
  if (!reference) return found;
  const { count, risks, lowerShare } = reference;
  const path = ['answer', 'reference'];
  if (count !== risks.length)
    found.push({ path: [...path, 'count'], problem: { code: 'reference-count', count, risks: risks.length } });
  // A rounded risk may lie on either side of its neighbours.
  const below = (limit: number) => risks.filter((other) => other < limit).length / risks.length;
  if (lowerShare < below(risk - TOLERANCE) - TOLERANCE || lowerShare > below(risk + TOLERANCE) + TOLERANCE)
    found.push({ path: [...path, 'lowerShare'], problem: { code: 'reference-share', share: below(risk) } });
  return found;
}

function ofSampling({ fields }: Sampling, classes: number, patches: number): Inconsistency[] {
  const found: Inconsistency[] = [];
  if (fields.length !== patches)
    found.push({ path: ['sampling', 'fields'], problem: { code: 'field-count', fields: fields.length, patches } });
  for (const [i, { scores, scoresSd, draw }] of fields.entries()) {
    const path = ['sampling', 'fields', String(i)];
    if (scores.length !== classes || scoresSd.length !== classes)
      found.push({ path, problem: { code: 'field-classes', classes } });
    if (draw.some(({ vote }) => vote.length !== classes))
      found.push({ path: [...path, 'draw'], problem: { code: 'vote-classes', classes } });
    if (
      draw.length > 0 &&
      differ(
        draw.reduce((sum, { weight }) => sum + weight, 0),
        1,
      )
    )
      found.push({ path: [...path, 'draw'], problem: { code: 'draw-weights' } });
  }
  return found;
}

function ofQuestions({ current, named }: FileQuestions, file: ResultParts): Inconsistency[] {
  const questions = [
    ...(current ? [{ path: ['questions', 'current'], question: current }] : []),
    ...named.map((question, i) => ({ path: ['questions', 'named', String(i)], question })),
  ];
  const { answer: full, sampling, maps, patches } = file;
  const units = (sampling ? maps['sampling-probability']?.patches : patches)?.length ?? 0;
  return questions.flatMap(({ path, question: { regions, answer } }): Inconsistency[] => {
    const outside = regions.some(({ shape }) => shape.kind === 'patches' && shape.indices.some((i) => i >= units));
    const ofPaint: Inconsistency[] = outside
      ? [{ path: [...path, 'regions'], problem: { code: 'question-patch', patches: units } }]
      : [];
    if (!answer) return ofPaint;
    const difference = answerDifference(full, answer.answer);
    if (!difference) return [...ofPaint, { path: [...path, 'answer'], problem: { code: 'question-other-answer' } }];
    const now = answer.answer;
    const ofAnswer = isSurvival(now) ? ofSurvival(now) : ofClasses(now);
    const isDifference =
      answer.difference.length === difference.length &&
      difference.every((value, i) => !differ(answer.difference[i], value));
    return [
      ...ofPaint,
      ...ofAnswer.map(({ path: where, problem }) => ({ path: [...path, 'answer', ...where], problem })),
      ...(isDifference
        ? []
        : [{ path: [...path, 'answer', 'difference'], problem: { code: 'question-difference' as const } }]),
      ...(answer.keptCount > units
        ? [{ path: [...path, 'answer', 'keptCount'], problem: { code: 'question-kept' as const, patches: units } }]
        : []),
    ];
  });
}

function differ(value: number | undefined, wanted: number): boolean {
  return value === undefined || Math.abs(value - wanted) > TOLERANCE;
}
