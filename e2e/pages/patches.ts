/** The gallery of the highest and lowest patches, and what all maps say of one. */
import type { Locator, Page } from '@playwright/test';
import { en } from '#ui/messages/en/index.ts';

export class Patches {
  constructor(private readonly page: Page) {}

  get section(): Locator {
    return this.page.getByRole('region', { name: en.patches.region, exact: true });
  }

  /** Pictures in order, highest first. */
  get most(): Locator {
    return this.section.getByRole('listbox').first().getByRole('option');
  }

  /** Pictures in order, lowest first. */
  get least(): Locator {
    return this.section.getByRole('listbox').nth(1).getByRole('option');
  }

  /** What all maps say of the patch that was clicked on or chosen. */
  get card(): Locator {
    return this.page.getByRole('region', { name: en.patches.card });
  }

  async show(count: number): Promise<void> {
    const choices = this.section.getByRole('radiogroup', { name: en.patches.howMany });
    await choices.getByRole('radio', { name: String(count), exact: true }).click();
  }

  /** Top left corner of the patch that the card is about, level-0 px. */
  async cardCorner(): Promise<{ readonly x: number; readonly y: number }> {
    const title = await this.card.getByRole('heading').innerText();
    const [x = NaN, y = NaN] = (/([\d,]+), ([\d,]+) px/.exec(title) ?? [])
      .slice(1)
      .map((text) => Number(text.replaceAll(',', '')));
    return { x, y };
  }

  /** Rows of the card's table: the cells' texts, headings of results left out. */
  async cardRows(): Promise<string[][]> {
    const rows = await this.card.getByRole('row').all();
    const texts = await Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
    return texts.slice(1).filter((cells) => cells.length === 3);
  }

  /** Whether a picture shows something: its pixels are not all alike. */
  async hasPicture(option: Locator): Promise<boolean> {
    return option.locator('canvas').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      return canvas.width > 1 && data.some((value, i) => i % 4 < 3 && value !== data[i % 4]);
    });
  }
}
