/** Maps and slides side by side: the bar, the panes or sides with what they show, the divider. */
import type { Locator, Page } from '@playwright/test';
import type { CompareLayout } from '#state/compare-store.ts';
import type { MapId } from '#core/result/run-result.ts';
import { en } from '#ui/messages/en/index.ts';

export class ComparePanes {
  constructor(private readonly page: Page) {}

  /** Begins comparing, or ends it. */
  get button(): Locator {
    const name = new RegExp(`^(${en.compare.open}|${en.compare.close})$`);
    return this.page.getByRole('toolbar', { name: en.stage.tools }).getByRole('button', { name });
  }

  /** Only there while comparing. */
  get bar(): Locator {
    return this.page.getByRole('toolbar', { name: en.compare.bar });
  }

  get link(): Locator {
    return this.bar.getByRole('button', { name: en.compare.linked });
  }

  /** In what the views are linked, or that they are not. */
  get how(): Locator {
    return this.bar.getByRole('status');
  }

  get divider(): Locator {
    return this.page.getByRole('slider', { name: en.compare.divider });
  }

  /** Views beside each other, in reading order. */
  get views(): Locator {
    return this.page.getByRole('application');
  }

  /** The bar of a view, by its number from 1, or of a side of the divider. */
  of(where: number | 'left' | 'right'): Locator {
    return this.page.getByRole('group', { name: this.name(where), exact: true });
  }

  /** Value and place under the pointer. */
  under(where: number | 'left' | 'right'): Locator {
    return this.of(where).getByLabel(en.compare.under(this.name(where)));
  }

  private name(where: number | 'left' | 'right'): string {
    return typeof where === 'number' ? en.compare.viewBar(where) : en.compare.side[where];
  }

  async choose(layout: Exclude<CompareLayout, 'single'>): Promise<void> {
    if (!(await this.bar.isVisible())) await this.button.click();
    await this.bar.getByRole('radio', { name: en.compare.layouts[layout], exact: true }).click();
  }

  async end(): Promise<void> {
    await this.bar.getByRole('button', { name: en.compare.close }).click();
  }

  /** Shows a map of the result whose line begins with the model's name, or the slide only, in a view or on a side. */
  async show(where: number | 'left' | 'right', map: MapId | null, model = ''): Promise<void> {
    await this.of(where)
      .getByRole('combobox', { name: en.compare.shows(this.name(where)) })
      .click();
    const list = this.page.getByRole('listbox');
    if (map === null) {
      await list.getByRole('option', { name: en.compare.slideOnly }).click();
      return;
    }
    const group = list.getByRole('group', { name: new RegExp(`^${model}`) });
    await group.getByRole('option', { name: en.result.mapFull[map], exact: true }).first().click();
  }

  async showSlide(where: number, name: string): Promise<void> {
    await this.of(where)
      .getByRole('combobox', { name: en.compare.slide(this.name(where)) })
      .click();
    await this.page.getByRole('listbox').getByRole('option', { name, exact: true }).click();
  }
}
