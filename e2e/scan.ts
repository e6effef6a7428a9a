/** Looks a screen over by the rules of WCAG 2.0 and 2.1, levels A and AA, that a program can check, in dark and in light colours. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/** A rule that a screen breaks, and where: short enough to be read in the report of a failed test. */
export interface Violation {
  readonly screen: string;
  readonly theme: 'dark' | 'light';
  readonly rule: string;
  readonly where: string;
  readonly why: string;
}

/** Every violation of what is on screen now, in both themes; the one that was on stays on. */
export async function scan(page: Page, screen: string): Promise<Violation[]> {
  const found: Violation[] = [];
  const before = await page.evaluate(() => document.documentElement.dataset['theme']);
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate((name) => {
      document.documentElement.dataset['theme'] = name;
    }, theme);
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    for (const { id, nodes } of violations)
      for (const { target, any, all, none } of nodes) {
        const [reason] = [...any, ...all, ...none];
        found.push({ screen, theme, rule: id, where: target.flat().join(' '), why: reason?.message ?? '' });
      }
  }
  await page.evaluate((name) => {
    document.documentElement.dataset['theme'] = name;
  }, before);
  return found;
}
