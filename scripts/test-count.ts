/** How many tests a runner's output says it ran. */
export interface TestCount {
  passed: number;
  failed: number;
  skipped: number;
}

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

function numberBefore(word: string, text: string): number {
  return Number(new RegExp(`(\\d+) ${word}`).exec(text)?.[1] ?? 0);
}

/** Reads Vitest's `Tests  5 passed | 1 skipped (6)` line or Playwright's closing lines (`  12 passed (1.2m)`); zeros where there is neither. */
export function countTests(output: string): TestCount {
  const text = output.replace(ESCAPES, '');
  const vitest = /^\s*Tests\s+(.*)$/m.exec(text)?.[1];
  if (vitest !== undefined) {
    return {
      passed: numberBefore('passed', vitest),
      failed: numberBefore('failed', vitest),
      skipped: numberBefore('skipped', vitest) + numberBefore('todo', vitest),
    };
  }
  const closing = [...text.matchAll(/^ {2}\d+ (?:passed|failed|flaky|skipped|did not run)\b.*$/gm)]
    .map(([line]) => line)
    .join('\n');
  return {
    passed: numberBefore('passed', closing) + numberBefore('flaky', closing),
    failed: numberBefore('failed', closing),
    skipped: numberBefore('skipped', closing) + numberBefore('did not run', closing),
  };
}
