import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createCommands } from '#commands/create-commands.ts';
import { fakeContext, fakeManifest, fakeResult, fakeSlide, pending } from '#test-support/fake-services.ts';
import { recordingViewer } from '#test-support/recording-viewer.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import type { SlideClient } from '#workers/slide/contract.ts';
import { modelsLoaded } from '#state/models-store.ts';
import { App } from './App.tsx';
import { en } from './messages/en/index.ts';
import './theme/tokens.css';
import './theme/base.css';

let root: Root;

beforeEach(async () => {
  document.body.innerHTML = '<div id="root"></div>';
  root = createRoot(document.getElementById('root')!);
  await page.viewport(1440, 900);
});

afterEach(() => {
  root.unmount();
});

/** The window over fakes, with one slide open and one model on offer. */
async function show(slide: Partial<SlideDescription> = {}, slides: Partial<SlideClient> = {}) {
  const context = fakeContext({
    slides: {
      open: () => Promise.resolve(fakeSlide(slide)),
      patches: ({ outWidthPx, outHeightPx }) =>
        Promise.resolve({ pixels: new Uint8Array(outWidthPx * outHeightPx * 3), holes: [] }),
      stats: () => Promise.resolve({ bytesRead: 0, requests: 0, cacheBytes: 0, tilesDecoded: 0, holes: 0, hosts: [] }),
      ...slides,
    },
    inference: { run: () => run.promise },
  });
  const run = pending<RunResult>();
  const commands = createCommands(context);
  const recorder = recordingViewer();
  const { stores } = context;
  stores.models.setState((state) => modelsLoaded(state, [{ baseUrl: '/', manifest: fakeManifest({ phantom: false }) }], [])); // prettier-ignore
  root.render(<App services={{ stores, commands, createViewer: () => recorder.viewer }} />);
  await expect.element(page.getByRole('main', { name: en.empty.region })).toBeVisible();
  await commands.openSlide({ kind: 'file', file: new File(['x'], 'a.svs') });
  return { stores, commands, run, recorder };
}

describe('a slide without a spacing', () => {
  it('cannot be run until the user states one, in any common way of typing it', async () => {
    const { stores } = await show({ spacing: null });
    const run = page.getByRole('button', { name: en.model.run, exact: true });
    await expect.element(run).toBeDisabled();
    await page.getByRole('banner').getByRole('button', { name: en.spacing.state }).click();
    const field = page.getByLabelText(en.spacing.value);
    await field.fill('60');
    await expect.element(page.getByRole('button', { name: en.spacing.use })).toBeDisabled();
    await field.fill('0,63');
    await userEvent.keyboard('{Enter}');
    await expect.element(run).toBeEnabled();
    expect(stores.slides.getState().byId['slide-1']?.statedUmPerPx).toBe(0.63);
  });
});

describe('the label', () => {
  it('is not even read before it is asked for', async () => {
    const asked: string[] = [];
    await show(
      { associatedImages: [{ name: 'label', width: 10, height: 10 }, { name: 'macro', width: 10, height: 10 }] }, // prettier-ignore
      {
        associatedImage: ({ name }) => {
          asked.push(name);
          return createImageBitmap(new ImageData(10, 10));
        },
      },
    );
    const button = page.getByRole('button', { name: en.rail.asked.label.show });
    await expect.element(button).toBeVisible();
    expect(asked).toEqual([]);
    await button.click();
    await expect.element(page.getByRole('img', { name: en.rail.asked.label.picture })).toBeVisible();
    expect(new Set(asked)).toEqual(new Set(['label']));
  });
});

describe('a run', () => {
  it('keeps the dock’s height from start to result, and shows the answer', async () => {
    const { run } = await show();
    const dock = page.getByRole('region', { name: en.run.region, exact: true });
    const height = () => dock.element().getBoundingClientRect().height;
    await expect.element(dock).toBeVisible();
    const before = height();
    await page.getByRole('button', { name: en.model.run, exact: true }).click();
    await expect.element(page.getByRole('progressbar', { name: en.run.progress })).toBeVisible();
    expect(height()).toBe(before);
    run.resolve(fakeResult());
    await expect.element(page.getByRole('region', { name: en.result.scores })).toHaveTextContent('0.880');
    expect(height()).toBe(before);
  });
});

describe('the display settings', () => {
  it('are changed by key, show that they are, and go back to neutral', async () => {
    const { stores, recorder } = await show();
    await page.getByRole('button', { name: en.display.open, exact: true }).click();
    const contrast = page.getByRole('slider', { name: en.display.contrast });
    (contrast.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    expect(stores.preferences.getState().display.contrast).toBe(1.028);
    expect(recorder.last('setDisplay')).toEqual({ brightness: 0, contrast: 1.028, gamma: 1 });
    await page.getByRole('button', { name: en.display.reset, exact: true }).click();
    expect(recorder.last('setDisplay')).toEqual({ brightness: 0, contrast: 1, gamma: 1 });
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('button', { name: en.display.open, exact: true })).toBeVisible();
  });
});

describe('the peek key', () => {
  it('hides the overlay for as long as it is held, but types an h into a text field', async () => {
    const { stores } = await show();
    await userEvent.keyboard('{h>}');
    expect(stores.overlay.getState().peeking).toBe(true);
    await userEvent.keyboard('{/h}');
    expect(stores.overlay.getState().peeking).toBe(false);
    await page
      .getByRole('banner')
      .getByRole('button', { name: new RegExp(en.spacing.change) })
      .click();
    await page.getByLabelText(en.spacing.value).fill('');
    await userEvent.keyboard('{h>}');
    expect(stores.overlay.getState().peeking).toBe(false);
    await userEvent.keyboard('{/h}');
  });
});
