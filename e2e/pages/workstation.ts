import type { Locator, Page } from '@playwright/test';
import { en } from '#ui/messages/en/index.ts';

/** The dialog about this machine. */
export class Workstation {
  readonly dialog: Locator;

  constructor(private readonly page: Page) {
    this.dialog = page.getByRole('dialog', { name: en.workstation.title });
  }

  /** Opens the dialog at one of its parts, named as its tab is; gives the part. */
  async open(part: string): Promise<Locator> {
    if (!(await this.dialog.isVisible()))
      await this.page.getByRole('button', { name: en.workstation.open, exact: true }).click();
    await this.dialog.getByRole('tab', { name: part, exact: true }).click();
    return this.dialog.getByRole('tabpanel', { name: part });
  }

  async close(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.dialog.waitFor({ state: 'hidden' });
  }
}
