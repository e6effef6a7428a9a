/** The panel's lower half: what a run ended in, the answer, the maps, the exports. */
import type { Locator, Page } from '@playwright/test';
import type { ExportKind } from '#commands/result-commands.ts';
import type { MapId } from '#core/result/run-result.ts';
import { en } from '#ui/messages/en/index.ts';
import { shownError, type ShownError } from './shown-error.ts';

const EXPORT_NAMES: Readonly<Record<ExportKind, string>> = {
  result: en.result.exportResult,
  'wsinfer-csv': en.result.exportCsv,
  'qupath-geojson': en.result.exportGeoJson,
};

export class ResultPanel {
  constructor(private readonly page: Page) {}

  get section(): Locator {
    return this.page.getByRole('region', { name: en.result.region, exact: true });
  }

  get scores(): Locator {
    return this.section.getByRole('region', { name: en.result.scores });
  }

  /** There is one below every result, whatever its model. */
  get exports(): Locator {
    return this.section.getByRole('group', { name: en.result.export });
  }

  /** The answer of a survival model. */
  get survival(): Locator {
    return this.section.getByRole('region', { name: en.survival.region, exact: true });
  }

  /** The results of the slide, newest first; there while there are two or more. */
  get list(): Locator {
    return this.section.getByRole('radiogroup', { name: en.result.list }).getByRole('radio');
  }

  /** Looks into the coarse patch with the highest global attention. */
  get mostAttended(): Locator {
    return this.section.getByRole('button', { name: en.inside.most });
  }

  /** Names, weights and ranks of the finer patches of the one that is looked into. */
  get parts(): Locator {
    return this.section.getByRole('toolbar', { name: en.inside.parts(16) }).getByRole('button');
  }

  get legend(): Locator {
    return this.section.getByRole('figure', { name: /^Legend of / });
  }

  /** What ended the last run, where it was not a result. */
  get error(): Locator {
    return this.section.getByRole('alert');
  }

  get cancelled(): Locator {
    return this.section.getByText(/^Cancelled after /);
  }

  get opacity(): Locator {
    return this.section.getByRole('slider', { name: en.result.opacity });
  }

  map(id: MapId): Locator {
    return this.section
      .getByRole('radiogroup', { name: en.result.maps })
      .getByRole('radio', { name: en.result.mapFull[id] });
  }

  /** Exports and gives the path of the file that was downloaded and the name suggested for it. */
  async export(kind: ExportKind): Promise<{ readonly path: string; readonly name: string }> {
    const button = this.section.getByRole('button', { name: new RegExp(`^${EXPORT_NAMES[kind]}`) });
    const [file] = await Promise.all([this.page.waitForEvent('download'), button.click()]);
    return { path: await file.path(), name: file.suggestedFilename() };
  }

  /** Exports the patch features: the file that was downloaded, or what the window said instead. */
  async exportFeatures(): Promise<{ readonly path: string } | ShownError> {
    const problem = this.exports.getByRole('alert');
    const download = this.page.waitForEvent('download', { timeout: 60_000 });
    const refused = problem.waitFor({ timeout: 60_000 }).then(() => shownError(problem));
    // Only the first of the two comes; the other one's time simply runs out.
    download.catch(() => undefined);
    refused.catch(() => undefined);
    await this.exports.getByRole('button', { name: en.result.exportFeatures, exact: true }).click();
    const first = await Promise.race([download, refused]);
    return 'suggestedFilename' in first ? { path: await first.path() } : first;
  }
}
