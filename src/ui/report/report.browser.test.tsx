import '@fontsource-variable/atkinson-hyperlegible-mono/wght.css';
import '@fontsource-variable/atkinson-hyperlegible-next/wght.css';
import { Tooltip } from 'radix-ui';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { createCommands } from '#commands/create-commands.ts';
import type { QuestionedResult } from '#core/result/questions.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import { showResult } from '#state/displayed.ts';
import { modelsLoaded } from '#state/models-store.ts';
import { fakeSamplingResult } from '#test-support/fake-sampling.ts';
import { fakeContext, fakeManifest, fakeResult, fakeSlide, fakeSurvivalResult, pending } from '#test-support/fake-services.ts'; // prettier-ignore
import { recordingViewer } from '#test-support/recording-viewer.ts';
import type { PatchBatch, PatchRequest } from '#workers/slide/contract.ts';
import { AppServicesProvider } from '../app-context.tsx';
import { setLanguage, text } from '../messages/text.ts';
import { coverageText } from '../run/anytime-text.ts';
import '../theme/tokens.css';
import '../theme/base.css';
import { ReportDialog } from './ReportDialog.tsx';

let root: Root;

beforeEach(async () => {
  document.body.innerHTML = '<div id="root"></div>';
  root = createRoot(document.getElementById('root')!);
  await page.viewport(1000, 1300);
});

afterEach(async () => {
  root.unmount();
  await setLanguage('en');
});

/** Grey, at once. */
const readAtOnce = ({ rects, outWidthPx, outHeightPx }: PatchRequest) =>
  Promise.resolve({ pixels: new Uint8Array(rects.length * outWidthPx * outHeightPx * 3).fill(200), holes: [] });

interface Given {
  readonly question?: string;
  readonly slide?: Partial<SlideDescription>;
  readonly patches?: (request: PatchRequest) => Promise<PatchBatch>;
}

/** The report of a result of a phantom's model that was not run here, as soon as the slide is read. */
async function show(
  result: QuestionedResult,
  { question, slide, patches = readAtOnce }: Given = {},
): Promise<HTMLElement> {
  const description = fakeSlide(slide);
  const context = fakeContext({ slides: { open: () => Promise.resolve(description), patches } });
  const { stores } = context;
  const { id } = result.run.bundle;
  const manifest = fakeManifest({ id, ...(question ? { task: { kind: 'classification', question } } : {}) });
  stores.models.setState((state) => modelsLoaded(state, [{ baseUrl: '/', manifest }], []));
  const commands = createCommands(context);
  await commands.openSlide({ kind: 'file', file: new File(['x'], 'a.svs') });
  if (result.questions)
    stores.runs.setState((state) =>
      showResult(state, description.id, result, { kind: 'file', fileName: 'a.json', slideKnownBy: 'fingerprint' }),
    );
  const open = stores.slides.getState().byId[description.id];
  if (!open) throw new Error('the slide is not open');
  root.render(
    <AppServicesProvider value={{ stores, commands, createViewer: () => recordingViewer().viewer }}>
      <Tooltip.Provider>
        <ReportDialog slide={open} result={result} onClose={() => undefined} />
      </Tooltip.Provider>
    </AppServicesProvider>,
  );
  const sheet = page.getByRole('article', { name: text.report.title });
  await expect.element(sheet).toBeVisible();
  await document.fonts.ready;
  const element = sheet.element();
  if (!(element instanceof HTMLElement)) throw new Error('not a page');
  return element;
}

/** Texts of the page of which a part is not on it, be it beyond its edge or cut off by what they are in. */
function cutTexts(sheet: HTMLElement): string[] {
  const walker = document.createTreeWalker(sheet, NodeFilter.SHOW_TEXT);
  const cut: string[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    for (let around = node.parentElement; around; around = around.parentElement) {
      const isPage = around === sheet;
      if (isPage || getComputedStyle(around).overflow !== 'visible') {
        const [edge, { clientTop, clientLeft, clientWidth, clientHeight }] = [around.getBoundingClientRect(), around];
        const [top, left] = [edge.top + clientTop, edge.left + clientLeft];
        // A pixel for the rounding of lines.
        const isInside =
          box.top >= top - 1 && box.left >= left - 1 && box.right <= left + clientWidth + 1 && box.bottom <= top + clientHeight + 1; // prettier-ignore
        if (!isInside) cut.push(node.textContent ?? '');
      }
      if (isPage) break;
    }
  }
  return cut;
}

const NOTES = [
  'The slide has no tissue mask; all of it was looked at, which takes longer and may bring patches of glass.',
  '14 of 1,200 patches lie partly outside the slide; what is outside was taken as white.',
  'The GPU was lost once in the middle of the run; the run went on from there, on the same GPU.',
];

const noted = (result: RunResult): RunResult => ({ ...result, run: { ...result.run, notes: NOTES } });

/** As it stands where the user stopped the run at a tenth, with three notes. */
const stopped = (result: RunResult, planned = 2000): RunResult => ({
  ...result,
  run: {
    ...result.run,
    notes: NOTES,
    coverage: { done: planned / 10, planned, lastChange: 0.034, isStopped: true },
  },
});

const sixClasses = (name: (i: number) => string): RunResult =>
  fakeResult({
    maps: (['task-relevance', 'bottom-up-attention', 'top-down-attention'] as const).map((id) => ({
      id,
      values: Float32Array.of(0.1, 0.2, 0.3, 0.4),
    })),
    answer: {
      classes: Array.from({ length: 6 }, (_, i) => name(i)),
      logits: [3, 2, 1, 0, -1, -2],
      scores: [0.63, 0.23, 0.09, 0.03, 0.01, 0.01],
    },
  });

const TALL = { width: 2220, height: 2967 };
const WIDE = { width: 7168, height: 5120 };
const LONG_NAME = 'invasive carcinoma of no special type with medullary pattern';

/** Whose words may take the room of the patches. */
const SIX_LONG = 'six classes with long names';

const CASES: readonly (readonly [name: string, result: RunResult, given: Given])[] = [
  ['three maps, with notes, on a wide slide', noted(sixClasses((i) => `class ${i + 1}`)), { slide: WIDE }],
  ['two scales, stopped, with notes', stopped(fakeSurvivalResult()), {}],
  ['two scales, stopped, on a tall slide', stopped(fakeSurvivalResult()), { slide: TALL }],
  ['attention sampling, stopped', stopped(fakeSamplingResult(), 20), {}],
  ['attention sampling, on a tall slide', fakeSamplingResult(), { slide: TALL }],
  [SIX_LONG, stopped(sixClasses((i) => `${LONG_NAME} ${i + 1}`)), { slide: TALL }],
];

describe.each(['en', 'zh'] as const)('the page in %s', (language) => {
  it.each(CASES)('%s: all is on it, and nothing is cut', async (name, result, given) => {
    await setLanguage(language);
    const sheet = await show(result, given);
    expect(cutTexts(sheet)).toEqual([]);
    expect(sheet.scrollHeight).toBeLessThanOrEqual(sheet.clientHeight);
    // 254 mm: one page of A4 and of Letter.
    expect(sheet.clientHeight).toBeLessThanOrEqual(Math.ceil((254 / 25.4) * 96));
    // Neither the patches nor the maps were left out for room.
    if (name !== SIX_LONG) expect(sheet.dataset['room']).toMatch(/^(ample|close|closer)$/);
    if (result.run.coverage) expect(sheet.textContent).toContain(coverageText(result, false, []));
    const overview = page.getByRole('img', { name: text.report.overview }).element().getBoundingClientRect();
    // The map itself is to be seen, and the patches in it: 50 mm.
    expect(Math.max(overview.width, overview.height)).toBeGreaterThan((50 / 25.4) * 96);
  });
});

describe('the page', () => {
  it('leaves out what matters least, and says so, where words alone fill it', async () => {
    const result = stopped(sixClasses((i) => `${i} ${'name of a class, '.repeat(8)}`));
    const sheet = await show(result, { slide: TALL });
    const relevance = text.result.mapFull['task-relevance'];
    expect(sheet).toHaveTextContent(text.report.leftOut([text.report.topPatchesOf(relevance)]).slice(0, -1));
    expect(sheet).not.toHaveTextContent(text.report.overviewNote(2));
    expect(cutTexts(sheet)).toEqual([]);
    expect(sheet.scrollHeight).toBeLessThanOrEqual(sheet.clientHeight);
    expect(sheet.textContent).toContain(coverageText(result, false, []));
  });

  it('goes on over several, with nothing left out, where words alone are too many for one', async () => {
    const result = stopped(sixClasses((i) => `${i} ${'name of a class, '.repeat(11)}`));
    const sheet = await show(result, { question: 'Which of these is it? '.repeat(160) });
    expect(sheet.clientHeight).toBeGreaterThan((254 / 25.4) * 96);
    expect(cutTexts(sheet)).toEqual([]);
    expect(sheet).toHaveTextContent(text.report.topPatches);
    expect(sheet.textContent).toContain(coverageText(result, false, []));
  });

  it('says that it is of the full slide while a question is on screen, and only then', async () => {
    const asked = { regions: [], withoutTop: { map: 'task-relevance', count: 1 } } as const;
    const none = await show({ ...fakeResult(), questions: { current: null, named: [{ name: 'one', set: asked, answer: null }] } }); // prettier-ignore
    expect(none).not.toHaveTextContent(text.report.ofFullSlide);
    root.unmount();
    root = createRoot(document.getElementById('root')!);
    const one = await show({ ...fakeResult(), questions: { current: { set: asked, answer: null }, named: [] } });
    expect(one).toHaveTextContent(text.report.ofFullSlide);
  });

  it('can be printed only when the pictures of its patches are there', async () => {
    const read = pending<PatchBatch>();
    const requests: PatchRequest[] = [];
    await show(fakeResult(), {
      patches: (request) => {
        requests.push(request);
        return requests.length === 1 ? readAtOnce(request) : read.promise;
      },
    });
    const print = page.getByRole('button', { name: text.report.print });
    await expect.element(print).toBeDisabled();
    await expect.poll(() => requests.length).toBe(2);
    if (requests[1]) read.resolve(await readAtOnce(requests[1]));
    await expect.element(print).toBeEnabled();
    expect(document.body).not.toHaveTextContent(text.report.patchesUnread);
  });

  it('says where those cannot be read, and can be printed without them', async () => {
    let requests = 0;
    const sheet = await show(fakeResult(), {
      patches: (request) => (++requests === 1 ? readAtOnce(request) : Promise.reject(new Error('gone'))),
    });
    await expect.element(page.getByRole('button', { name: text.report.print })).toBeEnabled();
    expect(sheet).toHaveTextContent(text.report.patchesUnread);
  });
});
