import type { InstallationReport } from '#core/check/check-report.ts';
import type { FoundModel, FoundStep } from '#core/check/found.ts';
import type { PlainError } from '#core/errors/fovea-error.ts';

/** How far a check of the installation is. */
export interface CheckProgress {
  /** Models times back ends. */
  readonly done: number;
  readonly total: number;
  /** Of the step under way; null before the first. */
  readonly step: {
    readonly modelName: string;
    readonly backEnd: FoundStep['backEnd'];
    readonly what: 'golden' | 'phantom';
  } | null;
  /** 0..1, of all. */
  readonly share: number;
  /** Null until it can be told. */
  readonly secondsLeft: number | null;
}

/** The check of the installation: one at a time, its findings stay until the next. */
export type InstallationCheck =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'running';
      readonly id: string;
      readonly progress: CheckProgress;
      readonly found: readonly FoundModel[];
    }
  /** Of a cancelled one the report says `incomplete`. */
  | { readonly kind: 'ended'; readonly found: readonly FoundModel[]; readonly report: InstallationReport }
  /** It could not be begun. */
  | { readonly kind: 'failed'; readonly error: PlainError };

/** What holds the check. */
interface HoldsCheck {
  readonly installation: InstallationCheck;
}

/** Takes what is known of the check under way; unchanged where that is not the one with this id. */
export function progressCheck<S extends HoldsCheck>(
  state: S,
  id: string,
  change: Partial<Pick<Extract<InstallationCheck, { kind: 'running' }>, 'progress' | 'found'>>,
): S {
  const { installation } = state;
  if (installation.kind !== 'running' || installation.id !== id) return state;
  return { ...state, installation: { ...installation, ...change } };
}

/** Ends the check with this id; unchanged where it is not under way. */
export function endCheck<S extends HoldsCheck>(
  state: S,
  id: string,
  ended: Exclude<InstallationCheck, { kind: 'running' }>,
): S {
  const { installation } = state;
  return installation.kind === 'running' && installation.id === id ? { ...state, installation: ended } : state;
}
