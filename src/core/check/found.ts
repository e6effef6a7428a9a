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

/** What a list of models and back ends came to. */
export function verdictOf(models: readonly FoundModel[]): InstallationReport['verdict'] {
  const outcomes = models.flatMap(({ steps }) => steps.map(({ outcome }) => outcome));
  if (outcomes.some((outcome) => outcome === 'failed' || outcome === 'error')) return 'failed';
  return outcomes.length > 0 && outcomes.every((outcome) => outcome === 'passed') ? 'passed' : 'incomplete';
}

/** Whether a back end gave any wrong answer or none at all. */
export function hasFailedOn(backEnd: FoundStep['backEnd'], models: readonly FoundModel[]): boolean {
  return models.some(({ steps }) =>
    steps.some((step) => step.backEnd === backEnd && (step.outcome === 'failed' || step.outcome === 'error')),
  );
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
  readonly processorOnly: boolean;
}): InstallationReport {
  const { page, backEnds, models } = about;
  return {
    format: 'fovea-installation-check',
    version: 1,
    software: { name: 'Fovea', version: about.version },
    origin: page.origin,
    startedAt: new Date(about.startedAtMs).toISOString(),
    finishedAt: new Date(about.finishedAtMs).toISOString(),
    verdict: verdictOf(models),
    processorOnly: about.processorOnly,
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
