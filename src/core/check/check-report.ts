import { z } from 'zod';

/**
 * The report of an installation check, as it is saved: what this machine is and whether every model answers on it as it should. It names no slide
 * but the phantom and no address but the application's own origin. `docs/check-report.schema.json` is made from it.
 */

const short = z.string().max(1000);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');
const bytes = z.number().min(0);
const seconds = z.number().min(0);
const time = z.iso.datetime();
const backEnd = z.enum(['webgpu', 'wasm']);

const compared = z
  .object({
    what: short.describe('A tensor of the golden input, `features` (1 − cosine), or what of the phantom is compared.'),
    difference: z.number().nullable().describe('Largest difference over the whole of it; null: could not be compared.'),
    limit: z.number(),
    passed: z.boolean(),
  })
  .describe('Attentions as times their even share.');

const step = z.object({
  backEnd,
  outcome: z
    .enum(['passed', 'failed', 'error', 'not-compared', 'not-run'])
    .describe(
      'failed: numbers differ; error: it did not come to numbers; not-compared: the golden input passed, for the run on the phantom there is no answer to compare with; not-run: cancelled before.',
    ),
  error: z.object({ code: short, what: short }).nullable().describe('Its code and what is known of it.'),
  golden: z.array(compared).describe('The golden input that the model brings, against the answers of PyTorch.'),
  goldenSeconds: seconds.nullable(),
  phantom: z.array(compared).describe('The whole run on the phantom, against the reference pipeline in Python.'),
  withoutAnswer: z
    .enum(['added', 'none', 'other-model', 'other-phantom'])
    .nullable()
    .describe('Why the run on the phantom has nothing to be compared with.'),
  patches: z.int().min(0).nullable(),
  phantomSeconds: seconds.nullable(),
  patchesPerSecond: z.number().min(0).nullable(),
});

export const checkReportSchema = z.object({
  format: z.literal('fovea-installation-check'),
  version: z.literal(1),
  software: z.object({ name: z.literal('Fovea'), version: short }),
  origin: short.describe('Where the application was loaded from: scheme, host and port.'),
  startedAt: time,
  finishedAt: time,
  verdict: z
    .enum(['passed', 'passed-in-part', 'failed', 'incomplete'])
    .describe(
      'passed: all models on all that runs them here; passed-in-part: all that was chosen, but see leftOut; incomplete: cancelled, or something could not be compared.',
    ),
  leftOut: z
    .array(z.object({ id: short, name: short, backEnds: z.array(backEnd).min(1) }))
    .describe(
      'Models of this installation that were not checked on what would run them here. WebGPU in software counts for nothing.',
    ),
  processorOnly: z
    .boolean()
    .describe('Models failed on WebGPU, in this check or an earlier one: runs use the processor since.'),
  failedOnGpu: z
    .array(z.object({ id: short, name: short }))
    .describe('Those models: they have not passed on this GPU since.'),
  machine: z.object({
    browser: short,
    threads: z.int().min(1),
    crossOriginIsolated: z.boolean(),
    webgpu: z
      .object({
        adapter: short,
        software: z.boolean(),
        shaderF16: z.boolean(),
        maxBufferBytes: bytes,
        maxStorageBindingBytes: bytes,
      })
      .nullable(),
    storage: z
      .object({ quotaBytes: bytes.nullable(), usedBytes: bytes.nullable(), persistent: z.boolean().nullable() })
      .describe('Of this origin in this browser; null where the browser does not say.'),
  }),
  phantom: z.object({ name: short, fingerprint: sha256.nullable() }),
  models: z.array(
    z.object({
      id: short,
      name: short,
      version: short,
      forPhantoms: z.boolean().describe('false: what it says of the phantom means nothing, but has to be the same.'),
      files: z.array(z.object({ path: short, sha256 })),
      steps: z.array(step),
    }),
  ),
});

export type InstallationReport = z.output<typeof checkReportSchema>;
export type Compared = InstallationReport['models'][number]['steps'][number]['golden'][number];
/** What the browser says of itself and its storage. */
export type PageFacts = Pick<InstallationReport, 'origin'> &
  Pick<InstallationReport['machine'], 'browser' | 'storage'> & {
    /** Of the application, as its page names it. */
    readonly version: string | null;
  };

export function checkReportJsonSchema(): object {
  return {
    title: 'Fovea installation check, version 1',
    description:
      'Whether the models of an installation answer on one machine as they should, and what that machine is.',
    ...z.toJSONSchema(checkReportSchema, { io: 'input' }),
  };
}
