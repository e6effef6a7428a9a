/** Models that the user adds: the notice about one on its way, and what the panel says of it. */
import type { Locator, Page } from '@playwright/test';
import { en } from '#ui/messages/en/index.ts';
import { shownError, type ShownError } from './shown-error.ts';

export class AddingPage {
  constructor(
    private readonly page: Page,
    private readonly section: Locator,
  ) {}

  get notice(): Locator {
    return this.page.getByRole('region', { name: en.bundles.region });
  }

  option(name: string): Locator {
    return this.section.getByRole('radio', { name, exact: true });
  }

  /** Waits for the end of an addition: null where the model is on the list, else what was said instead. */
  async outcome(timeoutMs = 60_000): Promise<ShownError | null> {
    const error = this.notice.getByRole('alert');
    const done = this.notice.getByText(/ was added\. | is on the list already/);
    await error.or(done).first().waitFor({ timeout: timeoutMs });
    return (await error.isVisible()) ? shownError(error) : null;
  }

  async dismiss(): Promise<void> {
    await this.notice.getByRole('button', { name: en.notices.dismiss }).click();
    await this.notice.waitFor({ state: 'hidden' });
  }

  /** Opens what the panel says of the chosen model's files on this machine. */
  async openOnMachine(): Promise<void> {
    const heading = this.section.getByRole('button', { name: en.bundles.onMachine, exact: true });
    if ((await heading.getAttribute('aria-expanded')) !== 'true') await heading.click();
  }

  /** Checks the chosen model here and gives what the table says of one back end. */
  async check(backEnd: 'wasm' | 'webgpu'): Promise<string> {
    await this.openOnMachine();
    await this.section.getByRole('button', { name: en.bundles.check }).click();
    const verdict = this.section.getByRole('region', { name: en.bundles.backEnds[backEnd] });
    await verdict
      .getByText(/passed/)
      .first()
      .waitFor({ timeout: 60_000 });
    return verdict.innerText();
  }

  async remove(): Promise<void> {
    await this.openOnMachine();
    await this.section.getByRole('button', { name: en.bundles.remove }).click();
    const dialog = this.page.getByRole('dialog', { name: en.bundles.removeTitle });
    await dialog.getByRole('button', { name: en.bundles.removeConfirm, exact: true }).click();
  }
}
