import { FoveaError } from '#core/errors/fovea-error.ts';
import { RESULT_LIMITS } from '#core/result/result-schema.ts';

/** Characters of a result file, with room: of one drawn patch and of one field, each without its numbers per class, and of such a number. */
const TEXT = { patch: 160, field: 160, number: 24 } as const;

/** What decides how much text the draws of a run come to. */
export interface SamplingSize {
  readonly fields: number;
  /** Different places that one draw can have in a field at most. */
  readonly drawn: number;
  readonly classes: number;
}

/** Characters that the fields of a result file take at most. */
export function samplingCharacters({ fields, drawn, classes }: SamplingSize): number {
  return fields * (TEXT.field + 2 * classes * TEXT.number + drawn * (TEXT.patch + classes * TEXT.number));
}

/**
 * Ends a run before it begins whose result file could not be read back; half of the file is left for the map.
 *
 * @throws FoveaError `run/out-of-memory`
 */
export function refuseUnreadable(size: SamplingSize): void {
  if (samplingCharacters(size) <= RESULT_LIMITS.bytes / 2) return;
  const what = `${size.drawn} places in each of ${size.fields} fields are more than a result file holds; fewer places fit`;
  throw new FoveaError('run/out-of-memory', { what });
}
