import type { Locator, Page } from '@playwright/test';
import { en } from '#ui/messages/en/index.ts';
import { checkReportSchema, type InstallationReport } from '#core/check/check-report.ts';
import { readFileSync } from 'node:fs';

/** The check of the installation, in the dialog of the workstation. */
export class CheckPanel {
  constructor(private readonly page: Page) {}

  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: en.workstation.title });
  }

  get startButton(): Locator {
    return this.dialog.getByRole('button', { name: en.check.start });
  }

  get cancelButton(): Locator {
    return this.dialog.getByRole('button', { name: en.check.cancel });
  }

  get findings(): Locator {
    return this.dialog.getByRole('region', { name: en.check.findings });
  }

  /** Says how it goes on, or what it came to, while the dialog is closed. */
  get notice(): Locator {
    return this.page.getByRole('region', { name: en.check.running });
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: en.workstation.open }).click();
    await this.dialog.getByRole('tab', { name: en.check.name, exact: true }).click();
  }

  async close(): Promise<void> {
    await this.dialog.getByRole('button', { name: en.shortcuts.close }).click();
  }

  /** Leaves these models chosen alone, by a part of their names. */
  async chooseModels(...names: readonly string[]): Promise<void> {
    const group = this.dialog.getByRole('group', { name: en.check.models });
    await group.getByRole('checkbox').first().waitFor();
    for (const box of await group.getByRole('checkbox').all()) {
      const label = await this.dialog.locator(`label[for="${await box.getAttribute('id')}"]`).innerText();
      await box.setChecked(names.some((name) => label.includes(name)));
    }
  }

  /** Both files of the check last ended. */
  async reports(): Promise<{ readonly report: InstallationReport; readonly json: string; readonly summary: string }> {
    const [json, summary] = [await this.save(en.check.saveJson), await this.save(en.check.saveText)];
    return { report: checkReportSchema.parse(JSON.parse(json)), json, summary };
  }

  private async save(name: string): Promise<string> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.dialog.getByRole('button', { name }).click(),
    ]);
    return readFileSync(await download.path(), 'utf8');
  }
}
