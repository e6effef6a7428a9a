/** What was contacted, and what servers demand. */
import type { Locator, Page } from '@playwright/test';
import { en } from '#ui/messages/en/index.ts';
import { Workstation } from './workstation.ts';

/** One line of the ledger, as it is written. */
export interface LedgerLine {
  readonly host: string;
  readonly purpose: string;
  readonly requests: string;
  readonly refused: string;
  readonly read: string;
  readonly sent: string;
  /** Null where no service worker counts. */
  readonly seen: string | null;
}

export class NetworkPage {
  readonly workstation: Workstation;

  constructor(private readonly page: Page) {
    this.workstation = new Workstation(page);
  }

  /** In the status bar: hosts that were contacted; opens the part of the dialog. */
  get hosts(): Locator {
    return this.page.getByRole('contentinfo').getByRole('button', { name: /^(read from|no other host contacted)/ });
  }

  get part(): Locator {
    return this.page.getByRole('tabpanel', { name: en.network.name, exact: true });
  }

  async lines(): Promise<readonly LedgerLine[]> {
    const rows = await this.part.locator('tbody tr').all();
    return Promise.all(
      rows.map(async (row) => {
        const [host = '', purpose = '', requests = '', refused = '', read = '', sent = '', , seen = null] = await row
          .locator('th, td')
          .allInnerTexts();
        return { host: host.replace(/\s+/g, ' '), purpose, requests, refused, read, sent, seen };
      }),
    );
  }

  /** A host in the list of those that may be reached. */
  named(origin: string): Locator {
    return this.part.getByRole('listitem').filter({ hasText: origin });
  }

  /** Enters a header in the dialog that is open. */
  async enterHeader(name: string, value: string): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: /^Credential for / });
    await dialog.getByText(en.network.credential.kinds.header, { exact: true }).click();
    await dialog.getByLabel(en.network.credential.headerName, { exact: true }).fill(name);
    await dialog.getByLabel(en.network.credential.headerValue, { exact: true }).fill(value);
    await dialog.getByRole('button', { name: en.network.credential.use, exact: true }).click();
  }

  /** Enters a token in the dialog that is open. */
  async enterToken(token: string): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: /^Credential for / });
    await dialog.getByLabel(en.network.credential.token, { exact: true }).last().fill(token);
    await dialog.getByRole('button', { name: en.network.credential.use, exact: true }).click();
  }
}
