import { parseArgs } from 'node:util';
import { PLAUSIBLE_SPACING_UM_PER_PX, isPlausibleSpacing } from '#core/geometry/spacing.ts';
import { SAMPLING_LIMITS } from '#core/model/sampling-limits.ts';

/** What `npm run analyze` was asked to do. */
export interface AnalyzeRequest {
  /** A file, a folder (Deep Zoom) or an http(s) address. */
  readonly slide: string;
  readonly modelId: string;
  /** µm per level-0 px that the caller states; null = what the slide says. */
  readonly spacingUmPerPx: number | null;
  readonly backEnd: 'auto' | 'wasm' | 'webgpu';
  /** Where the result file goes. */
  readonly out: string;
  /** Where the patch features go (safetensors); null = nowhere. */
  readonly featuresOut: string | null;
  /** How attention sampling is to look. */
  readonly sampling: SamplingOptions;
  /** Most seconds the run itself may take. */
  readonly timeoutSeconds: number;
}

/** Null: as the app has it; the scope then is all tissue, or the whole image where no spacing is known. */
export interface SamplingOptions {
  readonly scope: 'tissue' | 'whole-image' | null;
  readonly samples: number | null;
  readonly repeats: number | null;
  readonly seed: number | null;
}

export const USAGE = `npm run analyze -- SLIDE --model ID --out RESULT.json [options]

  SLIDE                  a slide file, a Deep Zoom folder or .dzi file, or an http(s) address
  --model ID             a bundle of models/ (its folder's name)
  --out RESULT.json      where the result file goes
  --spacing UM_PER_PX    spacing of the slide in µm per pixel; overrides what the slide says
  --backend KIND         wasm | webgpu | auto (default: auto)
  --features FILE        where the patch features go as well, as safetensors
  --scope SCOPE          attention sampling: tissue | whole-image (default: tissue; the image where no spacing is known)
  --samples N            attention sampling: places of one draw (default: the bundle's)
  --repeats N            attention sampling: draws, for the spread (default: 10)
  --seed N               attention sampling: seed, 0 to 4294967295 (default: 1)
  --timeout SECONDS      most that the run may take (default: 3600)`;

const DEFAULT_TIMEOUT_SECONDS = 3600;

/** A command line that cannot be understood; the message says what is wrong with it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

function positiveNumber(text: string, option: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw new UsageError(`${option} ${text}: not a positive number`);
  return value;
}

function wholeNumber(text: string | undefined, option: string, min: number, max: number): number | null {
  if (text === undefined) return null;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max)) throw new UsageError(`${option} ${text}: a whole number from ${min} to ${max}`);
  return value;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        out: { type: 'string' },
        features: { type: 'string' },
        spacing: { type: 'string' },
        scope: { type: 'string' },
        samples: { type: 'string' },
        repeats: { type: 'string' },
        seed: { type: 'string' },
        backend: { type: 'string', default: 'auto' },
        timeout: { type: 'string', default: String(DEFAULT_TIMEOUT_SECONDS) },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Reads a command line. @throws UsageError */
export function parseAnalyzeArguments(args: readonly string[]): AnalyzeRequest {
  const { values, positionals } = parsed(args);
  const [slide, ...more] = positionals;
  if (slide === undefined || more.length > 0) throw new UsageError(`one SLIDE is wanted, ${positionals.length} given`);
  if (values.model === undefined) throw new UsageError('--model is missing');
  if (values.out === undefined) throw new UsageError('--out is missing');
  if (values.backend !== 'auto' && values.backend !== 'wasm' && values.backend !== 'webgpu') {
    throw new UsageError(`--backend ${values.backend}: wasm, webgpu or auto`);
  }
  if (values.scope !== undefined && values.scope !== 'tissue' && values.scope !== 'whole-image')
    throw new UsageError(`--scope ${values.scope}: tissue or whole-image`);
  const spacingUmPerPx = values.spacing === undefined ? null : positiveNumber(values.spacing, '--spacing');
  if (spacingUmPerPx !== null && !isPlausibleSpacing(spacingUmPerPx)) {
    const { min, max } = PLAUSIBLE_SPACING_UM_PER_PX;
    throw new UsageError(`--spacing ${spacingUmPerPx}: a slide's spacing is between ${min} and ${max} µm per pixel`);
  }
  return {
    slide,
    modelId: values.model,
    spacingUmPerPx,
    backEnd: values.backend,
    out: values.out,
    featuresOut: values.features ?? null,
    sampling: {
      scope: values.scope ?? null,
      samples: wholeNumber(values.samples, '--samples', 1, SAMPLING_LIMITS.samples),
      repeats: wholeNumber(values.repeats, '--repeats', 1, SAMPLING_LIMITS.repeats),
      seed: wholeNumber(values.seed, '--seed', 0, SAMPLING_LIMITS.seed),
    },
    timeoutSeconds: positiveNumber(values.timeout, '--timeout'),
  };
}
