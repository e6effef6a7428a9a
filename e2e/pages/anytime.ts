/** A run on its way: the answer so far, stopping it, going on. */
import type { Locator, Page } from '@playwright/test';
import { en } from '#ui/messages/en/index.ts';

export class AnytimePanel {
  constructor(private readonly page: Page) {}

  private get dock(): Locator {
    return this.page.getByRole('region', { name: en.run.region, exact: true });
  }

  private get section(): Locator {
    return this.page.getByRole('region', { name: en.result.region, exact: true });
  }

  /** Scores of the run in progress, of whatever classification model. */
  get scores(): Locator {
    return this.section.getByRole('region', { name: en.anytime.scores });
  }

  get survival(): Locator {
    return this.section.getByRole('region', { name: en.anytime.survival });
  }

  /** What the answer rests on, as it is told to screen readers with every answer. */
  get told(): Locator {
    return this.section.getByRole('status').filter({ hasText: /^(So far|Stopped at|From all)/ });
  }

  /** How the answer stood over the share that was done, as a table. */
  get settling(): Locator {
    return this.section.getByRole('table', { name: new RegExp(`^(${en.anytime.settles}|${en.anytime.settled})$`) });
  }

  get stopButton(): Locator {
    return this.dock.getByRole('button', { name: en.anytime.stop, exact: true });
  }

  get goOnButton(): Locator {
    return this.section.getByRole('button', { name: en.anytime.goOn, exact: true });
  }

  /** The run in progress among the results, where there are any. */
  get running(): Locator {
    return this.section
      .getByRole('radiogroup', { name: en.result.list })
      .getByRole('radio', { name: /( so far|, in progress)$/ });
  }

  /** What the run record says of how far the run came. */
  async coverage(): Promise<string> {
    const heading = this.section.getByRole('button', { name: en.result.record, exact: true });
    if ((await heading.getAttribute('aria-expanded')) !== 'true') await heading.click();
    return this.section
      .getByText(en.anytime.recordName, { exact: true })
      .locator('xpath=following-sibling::dd')
      .innerText();
  }
}
