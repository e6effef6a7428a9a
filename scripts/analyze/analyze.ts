/** One run without a window: drives the production build in headless Chromium the way a person's tab would. */
import { copyFile, readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { parseResultFile } from '#core/result/result-file.ts';
import { FoveaPage } from '../../e2e/pages/fovea-page.ts';
import type { ShownError } from '../../e2e/pages/shown-error.ts';
import { ensureBuild } from '../ensure-build.ts';
import { DIST } from '../paths.ts';
import { startServer } from '../serve.ts';
import { answerLine } from './answer-line.ts';
import type { AnalyzeRequest } from './arguments.ts';
import { launchBrowser } from './browser.ts';
import { chooseSampling } from './choose-sampling.ts';
import { AnalyzeError, EXIT, exitCodeOf, type ExitCode } from './exit-code.ts';

const OPEN_TIMEOUT_MS = 120_000;
const PROGRESS_INTERVAL_MS = 1_000;

/** Lines about what is going on, for a person to read. */
export type Log = (line: string) => void;

function failure(error: ShownError): AnalyzeError {
  return new AnalyzeError(exitCodeOf(error.code), error.code, error.text);
}

async function openSlide(fovea: FoveaPage, slide: string): Promise<void> {
  if (/^https?:\/\//.test(slide)) {
    await fovea.openLink(slide);
  } else {
    const path = resolve(slide);
    const found = await stat(path).catch(() => null);
    if (!found) throw new AnalyzeError(EXIT.slide, 'slide/missing-file', `${slide} does not exist.`);
    // A Deep Zoom descriptor lies beside its folder of tiles: the folder of both is what a person would drop.
    if (found.isDirectory()) await fovea.openFolder(path);
    else if (/\.dzi$/i.test(path)) await fovea.openFolder(resolve(path, '..'));
    else await fovea.openFile(path);
  }
  const opened = await fovea.waitUntilOpened(OPEN_TIMEOUT_MS);
  if (opened) throw failure(opened);
}

async function chooseModel(fovea: FoveaPage, modelId: string): Promise<void> {
  const shipped = await fovea.model.shippedIds();
  if (!shipped.includes(modelId)) {
    throw new AnalyzeError(
      EXIT.model,
      'model/unknown',
      `There is no model ${modelId}; there are: ${shipped.join(', ') || 'none'}.`,
    );
  }
  const problem = await fovea.model.choose(modelId);
  if (problem) throw failure(problem);
}

/** Waits for the end of the run, saying how it goes. */
async function follow(fovea: FoveaPage, timeoutSeconds: number, log: Log): Promise<void> {
  const deadlineMs = Date.now() + timeoutSeconds * 1000;
  let said = '';
  for (;;) {
    const state = await fovea.runState();
    if (state.kind === 'failed') throw failure(state.error);
    if (state.kind === 'done') return;
    if (state.kind === 'running' && state.text !== said) {
      said = state.text;
      log(said);
    }
    if (Date.now() > deadlineMs) {
      throw new AnalyzeError(EXIT.timeout, 'run/timeout', `The run did not end within ${timeoutSeconds} s.`);
    }
    await fovea.page.waitForTimeout(PROGRESS_INTERVAL_MS);
  }
}

async function runOn(page: Page, url: string, request: AnalyzeRequest, log: Log): Promise<void> {
  const fovea = new FoveaPage(page, url);
  await fovea.goto();
  log(`opening ${request.slide}`);
  await openSlide(fovea, request.slide);
  if (request.spacingUmPerPx !== null) await fovea.stateSpacing(request.spacingUmPerPx);
  await chooseModel(fovea, request.modelId);
  await fovea.model.chooseBackEnd(request.backEnd);
  await chooseSampling(fovea, request.modelId, request.sampling);
  const unfit = await fovea.model.fitProblem();
  if (unfit) throw failure(unfit);
  await fovea.model.run();
  await follow(fovea, request.timeoutSeconds, log);
  const { path } = await fovea.result.export('result');
  await copyFile(path, resolve(request.out));
  log(answerLine(parseResultFile(await readFile(path, 'utf8'), request.out).answer));
  if (request.featuresOut === null) return;
  const features = await fovea.result.exportFeatures();
  if (!('path' in features)) throw failure(features);
  await copyFile(features.path, resolve(request.featuresOut));
}

/** Runs what was asked for and writes the result file. @throws AnalyzeError for everything that the app tells a user */
export async function analyze(request: AnalyzeRequest, log: Log): Promise<void> {
  try {
    ensureBuild(log);
  } catch (cause) {
    throw new AnalyzeError(EXIT.setup, 'setup/build', cause instanceof Error ? cause.message : String(cause));
  }
  const server = await startServer(DIST, 0);
  try {
    const browser = await launchBrowser({ webgpu: request.backEnd === 'webgpu', url: server.url }, log);
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
      const gone = new Promise<never>((_, reject) => {
        page.once('crash', () => reject(new AnalyzeError(EXIT.run, 'worker/crashed', 'The tab crashed.')));
      });
      await Promise.race([runOn(page, server.url, request, log), gone]);
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
}

/** The exit code and the words for whatever ended a run. */
export function describeFailure(error: unknown): { readonly exitCode: ExitCode; readonly text: string } {
  if (error instanceof AnalyzeError) return { exitCode: error.exitCode, text: `${error.code}: ${error.message}` };
  return { exitCode: EXIT.internal, text: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
