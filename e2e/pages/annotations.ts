/** Annotations: drawing on the slide, their list, the selected one. */
import type { Locator, Page } from '@playwright/test';
import { en } from '#ui/messages/en/index.ts';
import type { Level0Point } from '#core/geometry/frames.ts';

type Kind = keyof typeof en.annotations.kinds;

/** Where a level-0 point is on screen, CSS px of the window. */
export type OnScreen = (point: Level0Point) => { readonly x: number; readonly y: number };

export class AnnotationsPanel {
  constructor(private readonly page: Page) {}

  get section(): Locator {
    return this.page.getByRole('region', { name: en.annotations.title, exact: true });
  }

  async open(): Promise<void> {
    const heading = this.section.getByRole('button', { name: new RegExp(`^${en.annotations.title}`) });
    if ((await heading.getAttribute('aria-expanded')) === 'false') await heading.click();
  }

  tool(kind: Kind): Locator {
    const tools = this.section.getByRole('group', { name: en.annotations.tools });
    return tools.getByRole('button', { name: en.annotations.kinds[kind], exact: true });
  }

  get rows(): Locator {
    return this.section.getByRole('list', { name: en.annotations.list }).getByRole('button');
  }

  /** The selected one. */
  get details(): Locator {
    return this.section.getByRole('region', { name: en.annotations.details });
  }

  get label(): Locator {
    return this.details.getByRole('textbox', { name: en.annotations.label });
  }

  get corners(): Locator {
    return this.details.getByRole('group', { name: en.annotations.corners });
  }

  button(name: 'undo' | 'redo' | 'hide' | 'show' | 'remove' | 'cornerAfter' | 'cornerMove' | 'cornerRemove'): Locator {
    return this.section.getByRole('button', { name: en.annotations[name], exact: true });
  }

  /** A measure of the selected one as it is written, in µm, µm² or px: `1.25 mm` is 1250. */
  async measured(name: 'length' | 'area' | 'outline'): Promise<number> {
    const line = this.details.locator('dl > div').filter({ hasText: en.annotations[name] });
    const written = await line.locator('dd').innerText();
    const [number = '', unit = ''] = written.split(' ');
    const factor = { mm: 1e3, µm: 1, 'mm²': 1e6, 'µm²': 1, px: 1, 'px²': 1 }[unit];
    if (factor === undefined) throw new Error(`no measure: ${written}`);
    return Number(number.replaceAll(',', '')) * factor;
  }

  /** Clicks a tool and waits until it is in hand. */
  async take(kind: Kind): Promise<void> {
    await this.tool(kind).click();
    await this.tool(kind).and(this.page.locator('[aria-pressed="true"]')).waitFor();
  }

  async click(at: { readonly x: number; readonly y: number }): Promise<void> {
    await this.page.mouse.click(at.x, at.y);
  }

  /** Presses at the first point, goes through the others and lets go at the last. */
  async drag(path: readonly { readonly x: number; readonly y: number }[]): Promise<void> {
    const [first, ...rest] = path;
    if (!first) return;
    await this.page.mouse.move(first.x, first.y);
    await this.page.mouse.down();
    for (const { x, y } of rest) await this.page.mouse.move(x, y);
    await this.page.mouse.up();
  }

  /**
   * How level-0 points lie on screen now, at any zoom and rotation, from what the readout says at three places of the slide's area.
   */
  async places(stage: Locator, readout: Locator): Promise<OnScreen> {
    const box = await stage.boundingBox();
    if (!box) throw new Error('no slide is on screen');
    const at = [
      { x: box.x + 0.25 * box.width, y: box.y + 0.3 * box.height },
      { x: box.x + 0.75 * box.width, y: box.y + 0.3 * box.height },
      { x: box.x + 0.25 * box.width, y: box.y + 0.8 * box.height },
    ] as const;
    const under: Level0Point[] = [];
    for (const { x, y } of at) {
      await this.page.mouse.move(x, y);
      const said = await readout.innerText();
      const [left = NaN, top = NaN] =
        /(-?[\d,]+), (-?[\d,]+) px/
          .exec(said)
          ?.slice(1)
          .map((text) => Number(text.replaceAll(',', ''))) ?? [];
      under.push({ x: left, y: top });
    }
    const [o, a, b] = under;
    if (!o || !a || !b) throw new Error('the readout says no places');
    // The readout's plane over the screen's, inverted.
    const [ax, ay, bx, by] = [a.x - o.x, a.y - o.y, b.x - o.x, b.y - o.y];
    const determinant = ax * by - ay * bx;
    return ({ x, y }) => {
      const [dx, dy] = [x - o.x, y - o.y];
      const u = (dx * by - dy * bx) / determinant;
      const v = (ax * dy - ay * dx) / determinant;
      return { x: at[0].x + u * (at[1].x - at[0].x), y: at[0].y + v * (at[2].y - at[0].y) };
    };
  }
}
