import { readFileSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';
import * as ort from 'onnxruntime-node';
import { fromRoot } from '../scripts/paths.ts';
import { createOrtBackEnd } from '../workers/inference/ort/ort-back-end.ts';
import { createQueue } from '../workers/inference/ort/queue.ts';
import { launchChromium, median, serveHarness } from './harness.ts';
import { keptOf } from './inference-harness/kept-of.ts';
import { openQuestions } from './inference-harness/questions.ts';
import type { AskedHead } from './inference-harness/questions.ts';
import type { BenchRow } from './row.ts';

const HEADS: readonly { readonly head: AskedHead; readonly what: string }[] = [
  { head: 'carcinoma-tda-mil', what: 'TDA-MIL that ships (D 1280, d 64, 4 heads)' },
  { head: 'default-tda-mil', what: 'TDA-MIL (D 256, d 256, 8 heads)' },
  { head: 'phantom-dsca', what: 'DSCA that ships (D 64, d 64, 8 heads)' },
];
const SIZES = [500, 2000, 8000];

/** Questions after the first; fewer of a bag that takes seconds each. */
const questionsOf = (n: number) => (n > 4000 ? 3 : 7);

/** Fovea's question and the native head take turns, so that whatever else the machine does falls on both alike. */
async function rowsOf(page: Page, head: AskedHead, what: string, n: number, threads: number): Promise<BenchRow[]> {
  await page.evaluate((asked) => window.inference.open(asked), { head, n });
  const native = await openQuestions(
    createOrtBackEnd({
      ort,
      kind: 'wasm',
      queue: createQueue(),
      limits: { scoreBytes: 2 ** 26, tensorBytes: 2 ** 31 },
      sessionOptions: { executionProviders: ['cpu'], intraOpNumThreads: threads },
    }),
    { head, n },
    (path) => Promise.resolve(new Uint8Array(readFileSync(fromRoot('models', path)))),
  );
  const nativeSeconds = async (question: number) => {
    const from = performance.now();
    await native.whole(keptOf(n, question));
    return (performance.now() - from) / 1000;
  };
  const ask = (question: number) =>
    page.evaluate(([size, number]) => window.inference.ask(size, number), [n, question] as const);
  const prepared = await page.evaluate(() => window.inference.prepare());
  const first = prepared + (await ask(0));
  const firstNative = await nativeSeconds(0);
  const [fovea, beside]: [number[], number[]] = [[], []];
  for (let question = 1; question <= questionsOf(n); question++) {
    fovea.push(await ask(question));
    beside.push(await nativeSeconds(question));
  }
  await native.release();
  const on = `${what}, n = ${n}, a tenth left out, WASM`;
  const name = `onnxruntime-node, ${threads} threads, the same graphs on the reduced bag`;
  const row = { unit: 's', better: 'lower' } as const;
  return [
    {
      ...row,
      what: `first question, ${on}`,
      fovea: first,
      beside: { name, value: firstNative },
      note: 'with what questions share being computed, features in memory',
    },
    {
      ...row,
      what: `following questions, ${on}`,
      fovea: median(fovea),
      beside: { name, value: median(beside) },
      note: `median of ${fovea.length}; best ${Math.min(...fovea).toFixed(3)} s beside ${Math.min(...beside).toFixed(3)} s`,
    },
  ];
}

/** What a question costs once a result is there, from the page and back, beside the whole head in native ONNX Runtime. */
export async function benchWhatIf(): Promise<BenchRow[]> {
  const { url, close } = await serveHarness('inference-harness', { '/models': fromRoot('models') });
  const browser: Browser = await launchChromium();
  try {
    const rows: BenchRow[] = [];
    for (const { head, what } of HEADS)
      for (const n of SIZES) {
        const page = await browser.newPage({ serviceWorkers: 'block' });
        page.setDefaultTimeout(30 * 60_000);
        await page.goto(url);
        const threads = await page.evaluate(() => window.inference.threads());
        rows.push(...(await rowsOf(page, head, what, n, threads)));
        await page.close();
      }
    return rows;
  } finally {
    await browser.close();
    close();
  }
}
