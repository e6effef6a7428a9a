import { bytes } from '../numbers.ts';

/** Failures and offers. */
export const notices = {
  region: 'Notices',
  dismiss: 'Dismiss',
  retry: 'Try again',
  download: 'Download it into this window',
  downloading: (done: number, total: number | null) =>
    total === null ? `Downloading, ${bytes(done)}` : `Downloading, ${bytes(done)} of ${bytes(total)}`,
  code: (code: string) => `Code ${code}`,
} as const;
