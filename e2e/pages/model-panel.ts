/** The panel's upper half: which model, whether the slide fits it, run and cancel. */
import type { Locator, Page } from '@playwright/test';
import { z } from 'zod';
import type { ErrorCode } from '#core/errors/fovea-error.ts';
import { en } from '#ui/messages/en/index.ts';
import type { ShownError } from './shown-error.ts';

const indexSchema = z.object({ bundles: z.array(z.object({ id: z.string(), path: z.string() })) });
const manifestSchema = z.object({ name: z.string() });

export type BackEndChoice = 'auto' | 'webgpu' | 'wasm';

const BACK_END_NAMES: Readonly<Record<BackEndChoice, string>> = {
  auto: en.model.auto,
  webgpu: en.model.gpu,
  wasm: en.model.cpu,
};

/** Error codes of what the window says about the fit before a run. */
const FIT_PROBLEMS: Readonly<Record<string, ErrorCode>> = {
  'no-spacing': 'run/no-spacing',
  'too-coarse': 'run/slide-too-coarse',
};

export class ModelPanel {
  constructor(
    private readonly page: Page,
    private readonly url: string,
  ) {}

  get section(): Locator {
    return this.page.getByRole('region', { name: en.model.region, exact: true });
  }

  /** Where a run is started, followed and stopped. */
  get dock(): Locator {
    return this.page.getByRole('region', { name: en.run.region, exact: true });
  }

  get runButton(): Locator {
    return this.dock.getByRole('button', { name: new RegExp(`^(${en.model.run}|${en.model.runAgain})$`) });
  }

  get cancelButton(): Locator {
    return this.dock.getByRole('button', { name: en.model.cancel, exact: true });
  }

  get progressBar(): Locator {
    return this.dock.getByRole('progressbar', { name: en.run.progress });
  }

  /** Whether the slide can be given to the chosen model, and why not. */
  get fit(): Locator {
    return this.section.locator('[data-fit]');
  }

  /** Opens the section where it is closed (it closes by itself once there is a result). */
  async expand(): Promise<void> {
    const heading = this.section.getByRole('button', { name: new RegExp(`^${en.model.title}`) });
    if ((await heading.getAttribute('aria-expanded')) === 'false') await heading.click();
  }

  private async json(path: string): Promise<unknown> {
    return (await fetch(this.url + path)).json();
  }

  /** Ids of the bundles that the site ships. */
  async shippedIds(): Promise<string[]> {
    return indexSchema.parse(await this.json('models/index.json')).bundles.map((bundle) => bundle.id);
  }

  /** The choice of one model, found by the name in its manifest. */
  async option(modelId: string): Promise<Locator> {
    const { name } = manifestSchema.parse(await this.json(`models/${modelId}/model.json`));
    return this.section.getByRole('radio', { name, exact: true });
  }

  /** Chooses a model; null, or why it was refused. */
  async choose(modelId: string): Promise<ShownError | null> {
    await this.expand();
    const option = await this.option(modelId);
    const refusal = this.section.getByText(en.model.refused(modelId));
    await option.or(refusal).first().waitFor();
    if (await refusal.isVisible()) {
      // The window puts the code of a refused model into its line's title.
      const code = (await refusal.getAttribute('title')) as ErrorCode;
      return { code, text: await refusal.innerText() };
    }
    await option.click();
    return null;
  }

  /** Why the slide cannot be given to the chosen model; null where it can. */
  async fitProblem(): Promise<ShownError | null> {
    const code = FIT_PROBLEMS[(await this.fit.getAttribute('data-fit')) ?? ''];
    return code === undefined ? null : { code, text: await this.fit.locator('p').innerText() };
  }

  async chooseBackEnd(backEnd: BackEndChoice): Promise<void> {
    const choice = this.dock.getByRole('radiogroup', { name: en.model.runOn });
    await choice.getByRole('radio', { name: BACK_END_NAMES[backEnd], exact: true }).click();
  }

  /** Starts a run and waits until the window says that it goes on (a small one may have ended by then). */
  async run(): Promise<void> {
    await this.runButton.click();
  }

  /**
   * Cancels the run and gives the milliseconds, by the page's own clock, until the page was ready to run again and painted so.
   * (Seen from the test, the test runner's own work would be counted too.)
   */
  async cancel(): Promise<number> {
    return this.cancelButton.evaluate(async (button: HTMLElement) => {
      const startedMs = performance.now();
      const label = button.textContent;
      button.click();
      // The same element may go on as the button that runs.
      while (button.isConnected && button.textContent === label) await new Promise(requestAnimationFrame);
      return performance.now() - startedMs;
    });
  }

  /** Forgets the features of earlier runs, so that the next run makes its own. */
  async forgetStoredFeatures(): Promise<void> {
    await this.expand();
    const forget = this.section.getByRole('button', { name: en.model.forgetStored });
    await forget.click();
    await forget.waitFor({ state: 'hidden' });
  }

  async preview(): Promise<void> {
    await this.expand();
    await this.section.getByRole('button', { name: en.model.preview }).click();
  }
}
