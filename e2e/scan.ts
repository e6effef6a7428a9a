/** Looks a screen over by the rules of WCAG 2.0 and 2.1, levels A and AA, that a program can check, in dark and in light colours. */
import type { Page } from '@playwright/test';
import axe, { type RunOnly } from 'axe-core';

const ALL_RULES: RunOnly = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] };
/** Those of them whose verdict colours can change: all that another theme has to be looked over for. */
const RULES_OF_COLOUR: RunOnly = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

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
  if (page.frames().length > 1) throw new Error('only the main document is looked over, and there are others');
  // The rules run where the window is: a helper that collects them from every frame, and in a page of its own, takes eight times as long.
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(axe.source);
    await stopMotion(page);
  }
  const before = await page.evaluate(() => document.documentElement.dataset['theme']);
  const found: Violation[] = [];
  for (const [theme, rules] of [
    ['dark', ALL_RULES],
    ['light', RULES_OF_COLOUR],
  ] as const)
    found.push(...(await violations(page, theme, rules)).map((one) => ({ screen, theme, ...one })));
  await page.evaluate((name) => {
    document.documentElement.dataset['theme'] = name;
  }, before);
  return found;
}

/** On its way from one colour to another, what is seen has the contrast of neither. */
async function stopMotion(page: Page): Promise<void> {
  await page.evaluate(() => {
    const still = new CSSStyleSheet();
    still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important }');
    document.adoptedStyleSheets.push(still);
  });
}

async function violations(
  page: Page,
  theme: Violation['theme'],
  rules: RunOnly,
): Promise<Pick<Violation, 'rule' | 'where' | 'why'>[]> {
  return page.evaluate(
    async ({ name, runOnly }) => {
      document.documentElement.dataset['theme'] = name;
      const { axe: checker } = window as typeof window & { readonly axe: typeof axe };
      const result = await checker.run(document, { runOnly, resultTypes: ['violations'] });
      return result.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, any, all, none }) => ({
          rule: id,
          where: target.flat().join(' '),
          why: [...any, ...all, ...none][0]?.message ?? '',
        })),
      );
    },
    { name: theme, runOnly: rules },
  );
}
