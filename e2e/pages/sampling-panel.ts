/** Attention sampling: where to look, how, and what was drawn. */
import type { Locator, Page } from '@playwright/test';
import type { SamplingMode, SamplingScope } from '#state/sampling-store.ts';
import { en } from '#ui/messages/en/index.ts';

export class SamplingPanel {
  constructor(private readonly page: Page) {}

  get section(): Locator {
    return this.page.getByRole('region', { name: en.sampling.title, exact: true });
  }

  /** The answer with what was drawn. */
  get result(): Locator {
    return this.page.getByRole('region', { name: en.sampling.result, exact: true });
  }

  /** What is said while a region is being drawn. */
  get bar(): Locator {
    return this.page.getByRole('region', { name: en.sampling.bar });
  }

  /** What the model would see, or why it cannot be run. */
  get outlook(): Locator {
    return this.section.getByRole('status').first();
  }

  scope(scope: SamplingScope): Locator {
    return this.section.getByRole('radio', { name: en.sampling.scopes[scope], exact: true });
  }

  mode(mode: SamplingMode): Locator {
    return this.section.getByRole('radio', { name: en.sampling.modes[mode], exact: true });
  }

  field(name: 'samples' | 'repeats' | 'seed'): Locator {
    return this.section.getByRole('textbox', { name: en.sampling[name] });
  }

  /** Patches of the shown field, in the order in which they were drawn. */
  get patches(): Locator {
    return this.result
      .getByRole('region', { name: en.sampling.patchesRegion })
      .getByRole('listitem')
      .getByRole('button');
  }

  get fields(): Locator {
    return this.result.getByRole('region', { name: en.sampling.fields }).getByRole('listitem').getByRole('button');
  }

  get again(): Locator {
    return this.result.getByRole('button', { name: en.sampling.again });
  }

  async startDrawing(): Promise<void> {
    const name = new RegExp(`^(${en.sampling.draw}|${en.sampling.drawAnew})$`);
    await this.section.getByRole('button', { name }).click();
    await this.bar.waitFor();
  }

  /** Drags over the slide; positions are shares of its area on screen, 0..1. `meanwhile` runs before the button is let go. */
  async drag(
    stage: Locator,
    from: readonly [number, number],
    to: readonly [number, number],
    meanwhile: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const box = await stage.boundingBox();
    if (!box) throw new Error('no slide is on screen');
    const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
    await this.page.mouse.move(...at(from));
    await this.page.mouse.down();
    await this.page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]));
    await this.page.mouse.move(...at(to));
    await meanwhile();
    await this.page.mouse.up();
  }
}
