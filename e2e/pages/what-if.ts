/** Questions to a result: the tools, the marks, the answer beside that of the full slide, the questions that are kept. */
import type { Locator, Page } from '@playwright/test';
import type { Level0Point, Level0Rect } from '#core/geometry/frames.ts';
import type { MapId } from '#core/result/run-result.ts';
import { en } from '#ui/messages/en/index.ts';

type Kind = keyof typeof en.whatIf.kinds;
type Effect = keyof typeof en.whatIf.effects;

/** Figures of one row of the comparison, as they are written. */
export interface ComparedRow {
  readonly full: string;
  readonly now: string;
  readonly change: string;
}

export class WhatIfPanel {
  constructor(private readonly page: Page) {}

  get section(): Locator {
    return this.page.getByRole('region', { name: en.whatIf.title, exact: true });
  }

  get answer(): Locator {
    return this.section.getByRole('region', { name: en.whatIf.answer, exact: true });
  }

  /** What changes, in words. */
  get sentence(): Locator {
    return this.answer.getByRole('status');
  }

  get marks(): Locator {
    return this.section.getByRole('region', { name: en.whatIf.marks, exact: true }).getByRole('listitem');
  }

  get kept(): Locator {
    return this.section.getByRole('region', { name: en.whatIf.sets, exact: true });
  }

  get undoButton(): Locator {
    return this.section.getByRole('button', { name: en.whatIf.undo, exact: true });
  }

  get redoButton(): Locator {
    return this.section.getByRole('button', { name: en.whatIf.redo, exact: true });
  }

  get clearButton(): Locator {
    return this.section.getByRole('button', { name: en.whatIf.clear, exact: true });
  }

  get error(): Locator {
    return this.answer.getByRole('alert');
  }

  get runAgain(): Locator {
    return this.answer.getByRole('button', { name: en.whatIf.runAgain, exact: true });
  }

  get checkButton(): Locator {
    return this.section.getByRole('button', { name: en.faithfulness.check, exact: true });
  }

  get checkProgress(): Locator {
    return this.section.getByRole('progressbar', { name: en.faithfulness.progress });
  }

  get cancelCheck(): Locator {
    return this.section.getByRole('button', { name: en.faithfulness.cancel, exact: true });
  }

  /** The curves of one of the two orders. */
  plot(title: string): Locator {
    return this.section.getByRole('img', { name: new RegExp(`^${title}`) });
  }

  async openFaithfulness(): Promise<void> {
    await this.section.getByRole('button', { name: en.faithfulness.title, exact: true }).click();
  }

  async open(): Promise<void> {
    const heading = this.section.getByRole('button', { name: new RegExp(`^${en.whatIf.title}`) });
    if ((await heading.getAttribute('aria-expanded')) === 'false') await heading.click();
  }

  tool(kind: Kind): Locator {
    return this.section
      .getByRole('group', { name: en.whatIf.tools })
      .getByRole('button', { name: en.whatIf.kinds[kind], exact: true });
  }

  async chooseEffect(effect: Effect): Promise<void> {
    const choice = this.section.getByRole('radiogroup', { name: en.whatIf.effect });
    await choice.getByRole('radio', { name: en.whatIf.effects[effect], exact: true }).click();
  }

  async take(kind: Kind): Promise<void> {
    const tool = this.tool(kind);
    if ((await tool.getAttribute('aria-pressed')) !== 'true') await tool.click();
  }

  async chooseBrush(patches: number): Promise<void> {
    const choice = this.section.getByRole('radiogroup', { name: en.whatIf.brush });
    await choice.getByRole('radio', { name: en.whatIf.brushes(patches), exact: true }).click();
  }

  /** Leaves out the highest `count` by a map; null ends it. */
  async withoutTop(count: number | null, map?: MapId): Promise<void> {
    const toggle = this.section.getByRole('switch', { name: en.whatIf.withoutTop });
    await toggle.setChecked(count !== null);
    if (count === null) return;
    await this.section.getByLabel(en.whatIf.withoutTopCount, { exact: true }).fill(String(count));
    if (!map) return;
    await this.section.getByRole('combobox', { name: en.whatIf.withoutTopMap }).click();
    await this.page.getByRole('option', { name: en.result.mapFull[map], exact: true }).click();
  }

  /** Waits until what is asked is answered. */
  async waitUntilAnswered(timeoutMs = 30_000): Promise<void> {
    await this.answer.getByText(/^answered in /).waitFor({ timeout: timeoutMs });
  }

  /** One row of the comparison: a class, a bin, the risk. */
  async row(name: string): Promise<ComparedRow> {
    const row = this.answer.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name, exact: true }) });
    const [full = '', now = '', change = ''] = await row.getByRole('cell').allInnerTexts();
    return { full, now, change };
  }

  /** Patches that stay, and all. */
  async keptOf(): Promise<{ readonly kept: number; readonly all: number }> {
    const words = await this.answer.innerText();
    const [kept = NaN, all = NaN] = (/([\d,]+) of ([\d,]+) /.exec(words)?.slice(1) ?? []).map((figure) =>
      Number(figure.replaceAll(',', '')),
    );
    return { kept, all };
  }

  async keep(name: string): Promise<void> {
    await this.kept.getByLabel(en.whatIf.name, { exact: true }).fill(name);
    await this.kept.getByRole('button', { name: en.whatIf.save, exact: true }).click();
  }

  choose(name: string): Locator {
    return this.kept.getByRole('button', { name: en.whatIf.choose(name), exact: true });
  }

  /** Draws a box with the tool in hand. */
  async drawBox(toScreen: ToScreen, { x, y, width, height }: Level0Rect): Promise<void> {
    await this.drag(toScreen, [
      { x, y },
      { x: x + width, y: y + height },
    ]);
  }

  /** Sets corner after corner, and closes the outline with Enter. */
  async drawPolygon(toScreen: ToScreen, corners: readonly Level0Point[]): Promise<void> {
    for (const corner of corners) {
      const { x, y } = toScreen(corner);
      await this.page.mouse.click(x, y);
    }
    await this.page.keyboard.press('Enter');
  }

  /** Goes along these points with the button down: a freehand outline, or a stroke of the brush. */
  async drag(toScreen: ToScreen, points: readonly Level0Point[]): Promise<void> {
    const [start, ...rest] = points.map(toScreen);
    if (!start) return;
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    for (const { x, y } of rest) await this.page.mouse.move(x, y, { steps: 6 });
    await this.page.mouse.up();
  }
}

/** Where a level-0 point is on screen, CSS px of the page. */
export type ToScreen = (point: Level0Point) => { readonly x: number; readonly y: number };

/** Reads from the readout where two points of the stage lie on the slide; holds until the view moves. */
export async function screenOfSlide(page: Page, stage: Locator, readout: Locator): Promise<ToScreen> {
  const box = await stage.boundingBox();
  if (!box) throw new Error('no slide is on screen');
  const at = async (share: number) => {
    const screen = { x: box.x + share * box.width, y: box.y + share * box.height };
    await page.mouse.move(screen.x, screen.y);
    const figures = /([\d,]+), ([\d,]+) px/;
    await readout.getByText(figures).waitFor();
    const [x = NaN, y = NaN] = (figures.exec(await readout.innerText())?.slice(1) ?? []).map((figure) =>
      Number(figure.replaceAll(',', '')),
    );
    return { screen, slide: { x, y } };
  };
  const a = await at(0.4);
  const b = await at(0.6);
  const scaleX = (b.screen.x - a.screen.x) / (b.slide.x - a.slide.x);
  const scaleY = (b.screen.y - a.screen.y) / (b.slide.y - a.slide.y);
  return ({ x, y }) => ({
    x: a.screen.x + (x - a.slide.x) * scaleX,
    y: a.screen.y + (y - a.slide.y) * scaleY,
  });
}
