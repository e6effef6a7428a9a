import { Tooltip } from 'radix-ui';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createCommands } from '#commands/create-commands.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { chooseMap, settingsOf, windowOf } from '#state/overlay-store.ts';
import { showResult } from '#state/displayed.ts';
import { fakeContext, fakeResult, fakeSlide, fakeSurvivalResult } from '#test-support/fake-services.ts';
import { recordingViewer } from '#test-support/recording-viewer.ts';
import { AppServicesProvider, ViewerProvider } from '../app-context.tsx';
import { DialogsProvider } from '../dialogs.ts';
import { en } from '../messages/en/index.ts';
import { Panel } from '../panel/Panel.tsx';
import '../theme/tokens.css';
import '../theme/base.css';

let root: Root;

beforeEach(async () => {
  document.body.innerHTML = '<div id="root"></div>';
  root = createRoot(document.getElementById('root')!);
  await page.viewport(1440, 900);
});

afterEach(() => {
  root.unmount();
});

/** The panel over fakes, with one slide open and one result. */
async function show(result: RunResult) {
  const context = fakeContext({
    slides: {
      open: () => Promise.resolve(fakeSlide()),
      patches: ({ rects, outWidthPx, outHeightPx }) =>
        Promise.resolve({ pixels: new Uint8Array(rects.length * outWidthPx * outHeightPx * 3), holes: [] }),
    },
  });
  const { stores } = context;
  const commands = createCommands(context);
  const recorder = recordingViewer();
  await commands.openSlide({ kind: 'file', file: new File(['x'], 'a.svs') });
  stores.runs.setState((state) =>
    showResult(state, 'slide-1', result, { kind: 'file', fileName: 'a.json', slideKnownBy: 'fingerprint' }),
  );
  root.render(
    <AppServicesProvider value={{ stores, commands, createViewer: () => recorder.viewer }}>
      <Tooltip.Provider>
        <ViewerProvider value={recorder.viewer}>
          <DialogsProvider value={{ open: null, show: () => undefined }}>
            <Panel />
          </DialogsProvider>
        </ViewerProvider>
      </Tooltip.Provider>
    </AppServicesProvider>,
  );
  await expect.element(page.getByRole('region', { name: en.result.region, exact: true })).toBeVisible();
  const window = () => windowOf(settingsOf(stores.overlay.getState(), 'task-relevance'));
  return { stores, recorder, window };
}

const slider = (name: string) => page.getByRole('slider', { name, exact: true });

describe('the handles of the histogram', () => {
  it('move by keys, say their value with its unit, and follow the scale again at its end', async () => {
    const { window } = await show(fakeResult());
    (slider(en.maps.high).element() as HTMLElement).focus();
    await userEvent.keyboard('{Shift>}{ArrowLeft}{ArrowLeft}{/Shift}');
    expect(window().high).toBeCloseTo(0.9, 6);
    await expect.element(slider(en.maps.high)).toHaveAttribute('aria-valuetext', '0.900 relevance');
    await userEvent.keyboard('{End}');
    expect(window().high).toBeNull();
  });

  it('do not cross', async () => {
    const { window } = await show(fakeResult());
    (slider(en.maps.low).element() as HTMLElement).focus();
    await userEvent.keyboard('{End}');
    const { low, high } = window();
    expect(low ?? 0).toBeLessThan(high ?? 1);
  });

  it('set a threshold that is told in patches', async () => {
    await show(fakeResult());
    (slider(en.maps.hideBelow).element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByText(en.maps.shown(2, 4, '50.0 %'))).toBeVisible();
    await userEvent.keyboard('{Home}');
    await expect.element(page.getByText(en.maps.shownAll(4))).toBeVisible();
  });

  it('step by ranks on that scale', async () => {
    const { window } = await show(fakeResult());
    await page.getByRole('radio', { name: en.maps.byRank, exact: true }).click();
    (slider(en.maps.hideBelow).element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(window().hideBelow).toBe(2);
    await expect.element(slider(en.maps.hideBelow)).toHaveAttribute('aria-valuetext', '#2');
  });
});

describe('a number that is being typed', () => {
  it('is dropped with another map, whose own number is there instead', async () => {
    const { stores } = await show(fakeResult());
    const low = page.getByRole('textbox', { name: en.maps.low, exact: true });
    await low.fill('none');
    await expect.element(low).toHaveAttribute('aria-invalid', 'true');
    stores.overlay.setState((state) => chooseMap(state, 'bottom-up-attention'));
    await expect.element(low).toHaveValue('0.800');
    await expect.element(low).toHaveAttribute('aria-invalid', 'false');
  });
});

describe('what a map belongs to', () => {
  it('is the whole survival answer, and it says that no time changes it', async () => {
    await show(fakeSurvivalResult());
    await expect.element(page.getByText(en.maps.belongs.survival)).toBeVisible();
  });

  it('is the whole answer of a classifier, by the names of its classes', async () => {
    await show(fakeResult());
    await expect.element(page.getByText(en.maps.belongs.classes('no, yes'))).toBeVisible();
  });
});

describe('patches that a question left out', () => {
  it('are counted, are in no list, and have no rank', async () => {
    const maps = [{ id: 'task-relevance', values: Float32Array.of(0.1, NaN, 0.4, 0.9) }] as const;
    const { stores } = await show(fakeResult({ maps }));
    await expect.element(page.getByText(en.maps.leftOut(1))).toBeVisible();
    const options = page.getByRole('option');
    expect(options.elements().map((option) => option.textContent)).toEqual(['#10.900', '#20.400', '#30.100']);
    stores.patches.setState({ asked: { slideId: 'slide-1', point: { x: 300, y: 20 } } });
    const card = page.getByRole('region', { name: en.patches.card });
    await expect.element(card).toHaveTextContent(en.patches.leftOut);
  });
});

describe('the gallery', () => {
  it('is gone through by keys; Enter goes there, marks it and asks all maps; pointing outlines', async () => {
    const result = fakeResult();
    const { stores, recorder } = await show(result);
    const options = page.getByRole('option');
    (options.nth(0).element() as HTMLElement).focus();
    expect(stores.patches.getState().pointedAt).toEqual(result.patches[3]);
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(options.nth(1)).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(recorder.last('flyTo')).toEqual(result.patches[1]);
    await expect.element(options.nth(1)).toHaveAttribute('aria-selected', 'true');
    const card = page.getByRole('region', { name: en.patches.card });
    await expect.element(card).toHaveTextContent('Task relevance0.500#2 of 4');
    await userEvent.keyboard('{Escape}');
    await expect.element(card).not.toBeInTheDocument();
  });

  it('shows another map in the same places: the focus stays, and the patch that is there now is outlined', async () => {
    const result = fakeResult();
    const { stores } = await show(result);
    const second = page.getByRole('option').nth(1);
    (second.element() as HTMLElement).focus();
    expect(stores.patches.getState().pointedAt).toEqual(result.patches[1]);
    stores.overlay.setState((state) => chooseMap(state, 'bottom-up-attention'));
    await expect.element(second).toHaveTextContent('#21.000×');
    await expect.element(second).toHaveFocus();
    await expect.poll(() => stores.patches.getState().pointedAt).toEqual(result.patches[0]);
  });
});
