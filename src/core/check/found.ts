import type { PlainError } from '#core/errors/fovea-error.ts';
import type { Compared, InstallationReport, PageFacts } from './check-report.ts';

type ReportedModel = InstallationReport['models'][number];
type ReportedStep = ReportedModel['steps'][number];

/** What was found of one model on one back end; an error in full, so that it can be told in the window's words. */
export interface FoundStep extends Omit<ReportedStep, 'error'> {
  readonly error: PlainError | null;
}

export interface FoundModel extends Omit<ReportedModel, 'steps'> {
  readonly steps: readonly FoundStep[];
}

/** A step that has not been made. */
export function notRun(backEnd: FoundStep['backEnd']): FoundStep {
  return {
    backEnd,
    outcome: 'not-run',
    error: null,
    golden: [],
    goldenSeconds: null,
    phantom: [],
    withoutAnswer: null,
    patches: null,
    phantomSeconds: null,
    patchesPerSecond: null,
  };
}

/** A comparison as reports have it; infinite differences are none that JSON could say. */
export function compared(what: string, difference: number, limit: number): Compared {
  const isKnown = Number.isFinite(difference);
  return { what, difference: isKnown ? difference : null, limit, passed: isKnown && difference <= limit };
}

/** What a list of models and back ends came to, beside what was left out of it. */
export function verdictOf(
  models: readonly FoundModel[],
  leftOut: InstallationReport['leftOut'],
): InstallationReport['verdict'] {
  const outcomes = models.flatMap(({ steps }) => steps.map(({ outcome }) => outcome));
  if (outcomes.some(isFailure)) return 'failed';
  if (outcomes.length === 0 || outcomes.some((outcome) => outcome !== 'passed')) return 'incomplete';
  return leftOut.length > 0 ? 'passed-in-part' : 'passed';
}

function isFailure(outcome: FoundStep['outcome']): boolean {
  return outcome === 'failed' || outcome === 'error';
}

/** Models that gave a wrong answer on a back end, or none at all. */
export function failedOn(backEnd: FoundStep['backEnd'], models: readonly FoundModel[]): string[] {
  return withStep(models, (step) => step.backEnd === backEnd && isFailure(step.outcome));
}

/** Models that answered on a back end as they should. */
export function passedOn(backEnd: FoundStep['backEnd'], models: readonly FoundModel[]): string[] {
  return withStep(models, (step) => step.backEnd === backEnd && step.outcome === 'passed');
}

function withStep(models: readonly FoundModel[], has: (step: FoundStep) => boolean): string[] {
  return models.filter(({ steps }) => steps.some(has)).map(({ id }) => id);
}

/** What of an installation was not chosen to be checked; nothing where all of it was. */
export function leftOutOf(
  installed: readonly { readonly id: string; readonly name: string }[],
  backEnds: readonly FoundStep['backEnd'][],
  models: readonly FoundModel[],
): InstallationReport['leftOut'] {
  return installed.flatMap(({ id, name }) => {
    const chosen = models.find((model) => model.id === id)?.steps.map(({ backEnd }) => backEnd) ?? [];
    const missing = backEnds.filter((backEnd) => !chosen.includes(backEnd));
    return missing.length > 0 ? [{ id, name, backEnds: missing }] : [];
  });
}

/** The report of a check, without the application's version where its page does not tell. */
export function installationReport(about: {
  readonly page: PageFacts;
  readonly backEnds: Pick<InstallationReport['machine'], 'webgpu'> & {
    readonly wasm: { readonly threads: number; readonly crossOriginIsolated: boolean };
  };
  readonly version: string;
  readonly phantom: InstallationReport['phantom'];
  readonly models: readonly FoundModel[];
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly leftOut: InstallationReport['leftOut'];
  readonly failedOnGpu: InstallationReport['failedOnGpu'];
}): InstallationReport {
  const { page, backEnds, models, leftOut, failedOnGpu } = about;
  return {
    format: 'fovea-installation-check',
    version: 1,
    software: { name: 'Fovea', version: about.version },
    origin: page.origin,
    startedAt: new Date(about.startedAtMs).toISOString(),
    finishedAt: new Date(about.finishedAtMs).toISOString(),
    verdict: verdictOf(models, leftOut),
    leftOut,
    processorOnly: failedOnGpu.length > 0,
    failedOnGpu,
    machine: { browser: page.browser, ...backEnds.wasm, webgpu: backEnds.webgpu, storage: page.storage },
    phantom: about.phantom,
    models: models.map(({ steps, ...model }) => ({
      ...model,
      steps: steps.map(({ error, ...step }) => ({ ...step, error: error && reportedError(error) })),
    })),
  };
}

/** The code, and what is known of it but addresses and names of slides. */
function reportedError({ code, context }: PlainError): { code: string; what: string } {
  return { code, what: 'what' in context ? context.what.slice(0, 1000) : '' };
}
