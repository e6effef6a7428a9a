/** How the map over the slide is coloured: scale, histogram with its handles, threshold, colours. */
import type { Locator, Page } from '@playwright/test';
import type { Scaling } from '#state/overlay-store.ts';
import { en } from '#ui/messages/en/index.ts';

const SCALING_NAMES: Readonly<Record<Scaling, string>> = {
  value: en.result.byValue,
  percentile: en.result.byPercentile,
  rank: en.maps.byRank,
};

export class MapControls {
  constructor(private readonly page: Page) {}

  get section(): Locator {
    return this.page.getByRole('region', { name: en.result.region, exact: true });
  }

  get legend(): Locator {
    return this.section.getByRole('figure', { name: /^Legend of / });
  }

  /** The ends of the colours and the threshold: `handle` to be moved, `field` to be typed into. */
  get low(): { readonly handle: Locator; readonly field: Locator } {
    return this.pair(en.maps.low);
  }

  get high(): { readonly handle: Locator; readonly field: Locator } {
    return this.pair(en.maps.high);
  }

  get threshold(): { readonly handle: Locator; readonly field: Locator } {
    return this.pair(en.maps.hideBelow);
  }

  get resetRange(): Locator {
    return this.section.getByRole('button', { name: en.maps.resetRange });
  }

  get showAll(): Locator {
    return this.section.getByRole('button', { name: en.maps.showAll, exact: true });
  }

  /** How many patches the threshold leaves, in words. */
  get shown(): Locator {
    return this.section.getByRole('status').filter({ hasText: /shown/ });
  }

  get reverse(): Locator {
    return this.section.getByRole('button', { name: en.maps.reversed });
  }

  async scaleBy(scaling: Scaling): Promise<void> {
    await this.choose(en.result.scaling, SCALING_NAMES[scaling]);
  }

  async draw(as: 'blocks' | 'interpolated'): Promise<void> {
    await this.choose(en.maps.drawing, en.maps[as]);
  }

  private async choose(group: string, name: string): Promise<void> {
    const choices = this.section.getByRole('radiogroup', { name: group });
    await choices.getByRole('radio', { name, exact: true }).click();
  }

  private pair(name: string): { readonly handle: Locator; readonly field: Locator } {
    return {
      handle: this.section.getByRole('slider', { name, exact: true }),
      field: this.section.getByRole('textbox', { name, exact: true }),
    };
  }
}
