/** The exports below a result, and files that come back. */
import { copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { en } from '#ui/messages/en/index.ts';

const NAMES = {
  result: en.result.exportResult,
  csv: en.result.exportCsv,
  geoJson: en.result.exportGeoJson,
  clamH5: en.exports.clamH5,
  figure: en.figure.export,
} as const;

export type SavedKind = keyof typeof NAMES;

export class ExportsPanel {
  constructor(private readonly page: Page) {}

  get group(): Locator {
    return this.page.getByRole('group', { name: en.result.export });
  }

  /** Saves a file and gives its path; it has the name that was suggested for it, because endings count when it is opened again. */
  async save(kind: SavedKind): Promise<string> {
    const button = this.group.getByRole('button', { name: NAMES[kind], exact: true });
    const [download] = await Promise.all([this.page.waitForEvent('download', { timeout: 60_000 }), button.click()]);
    const path = await download.path();
    const named = join(dirname(path), download.suggestedFilename());
    copyFileSync(path, named);
    return named;
  }

  /** What is said about the import that is shown. */
  get importNote(): Locator {
    return this.page.getByRole('region', { name: en.result.region, exact: true }).getByRole('note');
  }

  /** What came of a file with annotations. */
  get annotationsNote(): Locator {
    return this.page.getByRole('status').filter({ hasText: en.exports.notChecked });
  }

  /** The first patch of the gallery. */
  get highest(): Locator {
    return this.page.getByRole('option').first();
  }

  private get annotations(): Locator {
    return this.page.getByRole('region', { name: en.annotations.title, exact: true });
  }

  async openAnnotations(): Promise<void> {
    const heading = this.annotations.getByRole('button', { name: new RegExp(`^${en.annotations.title}`) });
    if ((await heading.getAttribute('aria-expanded')) === 'false') await heading.click();
  }

  async saveAnnotations(): Promise<string> {
    const button = this.page.getByRole('button', { name: en.exports.annotationsLong });
    const [download] = await Promise.all([this.page.waitForEvent('download'), button.click()]);
    return download.path();
  }

  /** Opens the report and waits until all its pictures are there. */
  async openReport(): Promise<Locator> {
    await this.group.getByRole('button', { name: en.report.open, exact: true }).click();
    const page = this.page.getByRole('article', { name: en.report.title });
    await page.and(this.page.locator('[data-ready="true"]')).waitFor({ timeout: 60_000 });
    return page;
  }
}
