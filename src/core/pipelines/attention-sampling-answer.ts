import { level0Rect } from '#core/geometry/frames.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import type { ClassAnswer, SampledField } from '#core/result/run-result.ts';
import { patchCorner } from './attention-sampling-places.ts';
import { meanOf, spreadOf } from './attention-sampling-vote.ts';
import type { ImageAnswer } from './attention-sampling.ts';

/** `[repeats][c]`: scores of one field in each draw. */
export type FieldScores = ImageAnswer['scores'];

/** Where a field lies and how its pixels were made of the slide's. */
export interface FieldGeometry {
  /** Level-0 px. */
  readonly rect: Level0Rect;
  /** Size at the model's spacing, px. */
  readonly image: { readonly width: number; readonly height: number };
  readonly stepPx: number;
  readonly sizePx: number;
}

/** A field's answer as results keep it: scores over all draws, and the places of the first. */
export function sampledField(answer: ImageAnswer, geometry: FieldGeometry): SampledField {
  const { mean, sd } = spreadOf(answer.scores);
  const { places, times, weights, votes } = answer.first;
  return {
    rect: geometry.rect,
    scores: mean,
    scoresSd: sd,
    draw: places.map((place, i) => ({
      rect: patchRectOf(place, answer.columns, geometry),
      weight: weights[i] ?? NaN,
      timesDrawn: times[i] ?? NaN,
      vote: votes[i] ?? [],
    })),
  };
}

function patchRectOf(place: number, columns: number, geometry: FieldGeometry): Level0Rect {
  const { rect, image, sizePx } = geometry;
  const corner = patchCorner(place, columns, geometry);
  const [perX, perY] = [rect.width / image.width, rect.height / image.height];
  return level0Rect(
    Math.round(rect.x + corner.x * perX),
    Math.round(rect.y + corner.y * perY),
    Math.max(1, Math.round(sizePx * perX)),
    Math.max(1, Math.round(sizePx * perY)),
  );
}

/**
 * The answer for the slide: scores are the mean of the fields' scores, each field counting alike, averaged over the repeats; logits are
 * their logarithms, whose softmax gives the scores back. The spread is that of the slide's scores from one repeat (a draw in
 * every field) to the next; absent where there is only one.
 */
export function slideAnswer(classes: readonly string[], fields: readonly FieldScores[]): ClassAnswer {
  const repeats = fields[0]?.length ?? 0;
  const perRepeat = Array.from({ length: repeats }, (_, r) => meanOf(fields.map((scores) => scores[r] ?? [])));
  const { mean, sd } = spreadOf(perRepeat);
  if (mean.length !== classes.length) throw new Error(`${mean.length} scores for ${classes.length} classes`);
  return {
    classes,
    logits: mean.map((score) => Math.log(Math.max(score, Number.MIN_VALUE))),
    scores: mean,
    ...(repeats > 1 ? { spread: { scoresSd: sd, repeats } } : {}),
  };
}
