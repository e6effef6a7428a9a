/** What outlives the window: a run that was cut off, results kept, what storage holds. */
import { expect, type Locator, type Page } from '@playwright/test';
import { resultFileSchema, type ResultFile } from '#core/result/result-schema.ts';
import { en } from '#ui/messages/en/index.ts';
import { Workstation } from './workstation.ts';

export class KeepingPanel {
  readonly workstation: Workstation;

  constructor(private readonly page: Page) {
    this.workstation = new Workstation(page);
  }

  /** The run of the shown slide that was cut off. */
  get unfinished(): Locator {
    return this.page.getByRole('region', { name: en.keeping.unfinished.region });
  }

  get goOnButton(): Locator {
    return this.unfinished.getByRole('button', { name: en.keeping.unfinished.goOn, exact: true });
  }

  /** Says of the shown result that it was kept. */
  get fromDisk(): Locator {
    return this.page.getByRole('note').filter({ hasText: en.keeping.mark.replace(/^k/, 'K') });
  }

  /** Opens the part of the workstation dialog about storage. */
  openStorage(): Promise<Locator> {
    return this.workstation.open(en.keeping.storage.name);
  }

  /**
   * Loads the page anew without the results that were kept: once one is on the disk, and before a slide is open, so that nothing writes one
   * again.
   */
  async reloadWithoutResults(): Promise<void> {
    await expect.poll(async () => (await this.files()).length).toBeGreaterThan(0);
    await this.page.reload();
    await this.forgetResults();
  }

  private async forgetResults(): Promise<void> {
    const storage = await this.openStorage();
    const words = en.keeping.storage;
    await storage.getByRole('button', { name: words.clearResults, exact: true }).click();
    await storage.getByRole('button', { name: words.clearResultsYes, exact: true }).click();
    await storage.getByText(words.noResults).waitFor();
    await this.workstation.close();
  }

  /** Deletes the kept results of one slide, by its name. */
  async deleteResults(slide: string): Promise<void> {
    const storage = await this.openStorage();
    const words = en.keeping.storage;
    await storage.getByRole('button', { name: words.deleteOf(slide) }).click();
    await storage.getByRole('button', { name: words.clearResultsYes, exact: true }).click();
    await this.workstation.close();
  }

  /** The result files on the disk, as they are there. */
  async files(): Promise<ResultFile[]> {
    const texts = await this.page.evaluate(async () => {
      const found: string[] = [];
      try {
        const all = await (await navigator.storage.getDirectory()).getDirectoryHandle('results-v1');
        for await (const [, slide] of all.entries()) {
          if (slide.kind !== 'directory') continue;
          for await (const [name, file] of slide.entries())
            if (name.endsWith('.fovea.json')) found.push(await (await (file as FileSystemFileHandle).getFile()).text());
        }
      } catch (error) {
        // Being replaced at this moment, or none yet: who waits asks again.
        if (!(error instanceof DOMException)) throw error;
      }
      return found;
    });
    return texts.map((text) => resultFileSchema.parse(JSON.parse(text)));
  }
}
