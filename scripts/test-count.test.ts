import { expect, it } from 'vitest';
import { countTests } from './test-count.ts';

it('reads Vitest', () => {
  const output = ' Test Files  2 passed (2)\n      Tests  1 failed | 30 passed | 4 skipped (35)\n';
  expect(countTests(output)).toEqual({ passed: 30, failed: 1, skipped: 4 });
});

it('reads Playwright', () => {
  const output =
    'Running 14 tests using 1 worker\n\n  1 failed\n    a.spec.ts › 3 passed words\n  2 skipped\n  11 passed (1.2m)\n';
  expect(countTests(output)).toEqual({ passed: 11, failed: 1, skipped: 2 });
});

it('finds nothing in a linter', () => {
  expect(countTests('12 problems\n')).toEqual({ passed: 0, failed: 0, skipped: 0 });
});
