/** Links to a result: the dialog that makes one, the question before another host is contacted, what is said of a link that was opened. */
import type { Locator, Page } from '@playwright/test';
import type { MapId } from '#core/result/run-result.ts';
import { en } from '#ui/messages/en/index.ts';
import { shownError, type ShownError } from './shown-error.ts';

export class SharePanel {
  constructor(private readonly page: Page) {}

  get button(): Locator {
    return this.page.getByRole('banner').getByRole('button', { name: en.share.button, exact: true });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: en.share.title });
  }

  /** The link in the dialog. */
  get address(): Locator {
    return this.dialog.getByRole('textbox', { name: en.share.address, exact: true });
  }

  get copyButton(): Locator {
    return this.dialog.getByRole('button', { name: new RegExp(`^(${en.share.copy}|${en.share.copied})$`) });
  }

  get saveButton(): Locator {
    return this.dialog.getByRole('button', { name: en.share.save, exact: true });
  }

  get inLink(): Locator {
    return this.dialog.getByRole('list', { name: en.share.inLink, exact: true });
  }

  get notInLink(): Locator {
    return this.dialog.getByRole('list', { name: en.share.notInLink, exact: true });
  }

  map(id: MapId): Locator {
    return this.dialog.getByRole('checkbox', { name: en.result.mapFull[id] });
  }

  /** Opens the dialog, gives the link and closes it again. */
  async link(): Promise<string> {
    await this.button.click();
    const address = await this.address.inputValue();
    await this.page.keyboard.press('Escape');
    await this.dialog.waitFor({ state: 'hidden' });
    return address;
  }

  /** Asks whether another host may be contacted. */
  get question(): Locator {
    return this.page.getByRole('dialog', { name: en.share.askTitle });
  }

  async agree(): Promise<void> {
    await this.question.getByRole('button', { name: /^Read from / }).click();
  }

  async decline(): Promise<void> {
    await this.question.getByRole('button', { name: en.share.decline, exact: true }).click();
  }

  /** What is said of the link that the window was opened with. */
  get notice(): Locator {
    return this.page.getByRole('region', { name: en.share.region, exact: true });
  }

  get refusal(): Locator {
    return this.notice.getByRole('alert');
  }

  refused(): Promise<ShownError> {
    return shownError(this.refusal);
  }

  get cancelButton(): Locator {
    return this.notice.getByRole('button', { name: en.share.cancel, exact: true });
  }

  /** Says in the panel that the result on screen came through a link. */
  get origin(): Locator {
    return this.page.getByRole('note').filter({ hasText: /^From a link/ });
  }

  get runAgainButton(): Locator {
    return this.page.getByRole('button', { name: en.share.again.button, exact: true });
  }

  /** How far the shared result and the run of this machine are apart. */
  get comparison(): Locator {
    return this.page.getByRole('region', { name: en.share.again.region, exact: true });
  }
}
