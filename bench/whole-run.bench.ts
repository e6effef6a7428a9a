/** A whole run on a slide, as a person's tab does it, beside the Python pipeline on the same patches with as many threads. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { resultFileSchema, type ResultFile } from '#core/result/result-schema.ts';
import { sharedData } from '#test-support/shared-data.ts';
import { analyze } from '../scripts/analyze/analyze.ts';
import { bundleIndex } from '../scripts/bundle-index.ts';
import { fromRoot } from '../scripts/paths.ts';
import { withPeakMemory } from './process-memory.ts';
import type { BenchRow } from './row.ts';

interface Case {
  readonly slide: string;
  readonly name: string;
  readonly modelId: string;
  readonly spacingUmPerPx: number;
}

/** The lymph node with the tissue bundle where both are here, else the phantom with its own. */
function chosenCase(): Case {
  const lymphNode = sharedData('slides', 'lymph-node-metastasis-he.tif');
  const tissueBundle = bundleIndex(fromRoot('models')).bundles.find(({ id }) => !id.startsWith('phantom'));
  if (lymphNode !== null && tissueBundle) {
    return { slide: lymphNode, name: 'lymph-node-metastasis-he.tif', modelId: tissueBundle.id, spacingUmPerPx: 0.63 };
  }
  const slide = fromRoot('public/phantom/phantom-01.tif');
  return { slide, name: 'phantom-01.tif', modelId: 'phantom-tda-mil', spacingUmPerPx: 0.5 };
}

const timingsSchema = z.object({ read: z.number(), encode: z.number(), head: z.number(), total: z.number() });

/** Seconds of the Python pipeline on the patches of a result file, or why there are none. */
function pythonSeconds(
  chosen: Case,
  resultPath: string,
  reportPath: string,
  threads: number,
): z.infer<typeof timingsSchema> | string {
  const python = process.env['FOVEA_PYTHON'] ?? 'python3';
  const args = ['-m', 'fovea_models', 'reference', chosen.slide, '--result', resultPath];
  args.push('--bundle', fromRoot('models', chosen.modelId), '--spacing', String(chosen.spacingUmPerPx));
  args.push('--threads', String(threads), '--timings', '--out', reportPath);
  const run = spawnSync(python, args, { encoding: 'utf8' });
  if (!existsSync(reportPath)) {
    const reason = (run.stderr || run.error?.message || 'no reason given').trim().split('\n').at(-1) ?? '';
    return `no Python pipeline (${reason}): pip install -e "models/tools[slides]", FOVEA_PYTHON names its python`;
  }
  return z.object({ timings: timingsSchema }).parse(JSON.parse(readFileSync(reportPath, 'utf8'))).timings;
}

function runRows(
  chosen: Case,
  result: ResultFile,
  peakBytes: number | null,
  python: z.infer<typeof timingsSchema> | string,
): BenchRow[] {
  const on = `${chosen.name}, ${result.patches.length} patches, WASM`;
  const note = typeof python === 'string' ? { note: python } : {};
  const beside = (value: (seconds: z.infer<typeof timingsSchema>) => number): BenchRow['beside'] =>
    typeof python === 'string' ? null : { name: 'OpenSlide + onnxruntime (Python)', value: value(python) };
  const { encodeSeconds, headSeconds, totalSeconds, patchesPerSecond } = result.timings;
  return [
    {
      what: `whole run, ${on}`,
      unit: 's',
      fovea: totalSeconds,
      beside: beside(({ total }) => total),
      better: 'lower',
      ...note,
    },
    {
      what: `reading and encoding, ${on}`,
      unit: 's',
      fovea: encodeSeconds,
      beside: beside(({ read, encode }) => read + encode),
      better: 'lower',
    },
    {
      what: `patches, ${on}`,
      unit: 'patches/s',
      fovea: patchesPerSecond,
      beside: beside(({ read, encode }) => result.patches.length / (read + encode)),
      better: 'higher',
    },
    { what: `head, ${on}`, unit: 's', fovea: headSeconds, beside: beside(({ head }) => head), better: 'lower' },
    {
      what: `peak memory of all of Chromium during the run, ${on}`,
      unit: 'MB',
      fovea: peakBytes === null ? null : peakBytes / 1e6,
      beside: null,
      better: 'lower',
      note:
        peakBytes === null
          ? 'measured on Linux only'
          : 'proportional set size, slide file of ' + `${(statSync(chosen.slide).size / 1e6).toFixed(0)} MB`,
    },
  ];
}

/** Runs the app headless on the chosen slide, then Python on the same patches. */
export async function benchWholeRun(): Promise<BenchRow[]> {
  const chosen = chosenCase();
  const folder = mkdtempSync(join(tmpdir(), 'fovea-bench-'));
  const out = join(folder, 'result.json');
  try {
    const sampling = { scope: null, samples: null, repeats: null, seed: null };
    const request = { ...chosen, backEnd: 'wasm', out, featuresOut: null, sampling, timeoutSeconds: 3600 } as const;
    const { peakBytes } = await withPeakMemory(() => analyze(request, (line) => console.error(`  ${line}`)));
    const result = resultFileSchema.parse(JSON.parse(readFileSync(out, 'utf8')));
    const python = pythonSeconds(
      chosen,
      out,
      join(folder, 'report.json'),
      result.run.backEnd.threads || availableParallelism(),
    );
    return runRows(chosen, result, peakBytes, python);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
