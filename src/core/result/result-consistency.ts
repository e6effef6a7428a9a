import { answerDifference } from '#core/what-if/result-questions.ts';
import type { FileQuestions } from '#core/what-if/questions-schema.ts';
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
  readonly message: string;
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
    return [{ path: ['maps', id, 'values'], message: `holds ${map.values.length} values for ${count} patches` }];
  });
}

function ofPlan({ run: { bundle, plan }, answer, sampling, patches }: ResultParts): Inconsistency[] {
  const found: Inconsistency[] = [];
  const { architecture } = bundle;
  const path = ['run', 'bundle', 'architecture'];
  if (isSurvival(answer) !== (architecture === 'dsca'))
    found.push({ path, message: `is ${architecture}, which does not give this kind of answer` });
  if ((sampling !== undefined) !== (architecture === 'attention-sampling'))
    found.push({ path, message: `is ${architecture}, but the file ${sampling ? 'has a' : 'lacks the'} sampling` });
  if (architecture !== 'attention-sampling' && plan.modelSizePx > WIDEST_PATCH)
    found.push({ path: ['run', 'plan', 'modelSizePx'], message: `is larger than ${WIDEST_PATCH}` });
  if ((plan.scale ?? 1) ** 2 * patches.length > MOST_FINE)
    found.push({ path: ['run', 'plan', 'scale'], message: `gives more than ${MOST_FINE} finer patches` });
  return found;
}

function ofClasses({ classes, logits, scores, spread }: ClassAnswer): Inconsistency[] {
  const found: Inconsistency[] = [];
  if (logits.length !== classes.length || scores.length !== classes.length)
    found.push({
      path: ['answer'],
      message: `lists ${classes.length} classes, ${logits.length} logits and ${scores.length} scores`,
    });
  if (spread && spread.scoresSd.length !== classes.length)
    found.push({
      path: ['answer', 'spread'],
      message: `lists ${spread.scoresSd.length} deviations for ${classes.length} classes`,
    });
  return found;
}

function ofSurvival({ bins, hazards, survival, risk, reference }: SurvivalAnswer): Inconsistency[] {
  if (hazards.length !== bins.length || survival.length !== bins.length) {
    const message = `lists ${bins.length} bins, ${hazards.length} hazards and ${survival.length} survivals`;
    return [{ path: ['answer'], message }];
  }
  const found: Inconsistency[] = [];
  let alive = 1;
  for (const [k, hazard] of hazards.entries()) {
    alive *= 1 - hazard;
    if (differ(survival[k], alive)) {
      found.push({ path: ['answer', 'survival', String(k)], message: 'does not follow from the hazards' });
      break;
    }
  }
  const sum = survival.reduce((all, share) => all + share, 0);
  if (survival.length > 0 && differ(risk, -sum))
    found.push({ path: ['answer', 'risk'], message: `is not minus the sum of survival, ${-sum}` });
  if (!reference) return found;
  const { count, risks, lowerShare } = reference;
  const path = ['answer', 'reference'];
  if (count !== risks.length)
    found.push({ path: [...path, 'count'], message: `is ${count}, but ${risks.length} risks are listed` });
  // A rounded risk may lie on either side of its neighbours.
  const below = (limit: number) => risks.filter((other) => other < limit).length / risks.length;
  if (lowerShare < below(risk - TOLERANCE) - TOLERANCE || lowerShare > below(risk + TOLERANCE) + TOLERANCE)
    found.push({ path: [...path, 'lowerShare'], message: `is not the share of lower risks, ${below(risk)}` });
  return found;
}

function ofSampling({ fields }: Sampling, classes: number, patches: number): Inconsistency[] {
  const found: Inconsistency[] = [];
  if (fields.length !== patches)
    found.push({ path: ['sampling', 'fields'], message: `lists ${fields.length} fields for ${patches} patches` });
  for (const [i, { scores, scoresSd, draw }] of fields.entries()) {
    const path = ['sampling', 'fields', String(i)];
    if (scores.length !== classes || scoresSd.length !== classes)
      found.push({ path, message: `does not list ${classes} scores and deviations` });
    if (draw.some(({ vote }) => vote.length !== classes))
      found.push({ path: [...path, 'draw'], message: `has a vote that does not list ${classes} classes` });
    if (
      draw.length > 0 &&
      differ(
        draw.reduce((sum, { weight }) => sum + weight, 0),
        1,
      )
    )
      found.push({ path: [...path, 'draw'], message: 'has weights that do not sum to 1' });
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
    const ofPaint = outside ? [{ path: [...path, 'regions'], message: `names a patch beyond the ${units}` }] : [];
    if (!answer) return ofPaint;
    const difference = answerDifference(full, answer.answer);
    if (!difference) return [...ofPaint, { path: [...path, 'answer'], message: 'is not the same kind of answer' }];
    const now = answer.answer;
    const ofAnswer = isSurvival(now) ? ofSurvival(now) : ofClasses(now);
    const isDifference =
      answer.difference.length === difference.length &&
      difference.every((value, i) => !differ(answer.difference[i], value));
    return [
      ...ofPaint,
      ...ofAnswer.map(({ path: where, message }) => ({ path: [...path, 'answer', ...where], message })),
      ...(isDifference
        ? []
        : [{ path: [...path, 'answer', 'difference'], message: 'does not follow from the two answers' }]),
      ...(answer.keptCount > units
        ? [{ path: [...path, 'answer', 'keptCount'], message: `is more than the ${units} patches` }]
        : []),
    ];
  });
}

function differ(value: number | undefined, wanted: number): boolean {
  return value === undefined || Math.abs(value - wanted) > TOLERANCE;
}
