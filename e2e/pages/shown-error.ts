import type { Locator } from '@playwright/test';
import type { ErrorCode } from '#core/errors/fovea-error.ts';
import { en } from '#ui/messages/en/index.ts';

/** A failure as the window shows it. */
export interface ShownError {
  readonly code: ErrorCode;
  /** What happened, why, and what to do. */
  readonly text: string;
}

/** Reads an error banner. */
export async function shownError(banner: Locator): Promise<ShownError> {
  // The window puts the code of every banner into this attribute.
  const code = (await banner.getAttribute('data-code')) as ErrorCode;
  const sentences = await banner.locator('p').allInnerTexts();
  return { code, text: sentences.filter((sentence) => sentence !== en.notices.code(code)).join(' ') };
}
