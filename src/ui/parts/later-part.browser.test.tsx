import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { PlainError } from '#core/errors/fovea-error.ts';
import { laterPart } from './later-part.tsx';
import { PartFailureProvider } from './part-failure.ts';

let root: Root;
const told: PlainError[] = [];

beforeEach(() => {
  document.body.innerHTML = '<div id="root"></div>';
  root = createRoot(document.getElementById('root')!);
  told.length = 0;
});
afterEach(() => {
  root.unmount();
});

it('is asked for when it is shown; where it cannot be had that is said, and the next showing tries again', async () => {
  let asked = 0;
  let missing = 0;
  const Part = laterPart<{ readonly name: string }>(() => {
    asked++;
    return asked === 1
      ? Promise.reject(new TypeError('Failed to fetch'))
      : Promise.resolve(({ name }) => <p>{name}</p>);
  });
  const show = (isShown: boolean) => {
    root.render(
      <PartFailureProvider value={(error) => told.push(error)}>
        {isShown ? <Part name="here" meanwhile={<p>not yet</p>} onMissing={() => missing++} /> : null}
      </PartFailureProvider>,
    );
  };
  expect(asked).toBe(0);
  show(true);
  await expect.poll(() => missing).toBe(1);
  expect(told).toEqual([{ code: 'program/part-missing', context: { what: 'TypeError: Failed to fetch' } }]);
  await expect.element(page.getByText('not yet')).toBeVisible();
  show(false);
  await expect.poll(() => document.body.textContent).toBe('');
  show(true);
  await expect.element(page.getByText('here')).toBeVisible();
  expect(asked).toBe(2);
  expect(told).toHaveLength(1);
});

it('is there at once when it was fetched ahead', async () => {
  const Part = laterPart<object>(() => Promise.resolve(() => <p>here</p>));
  await Part.fetch();
  const seen: string[] = [];
  const watcher = new MutationObserver(() => seen.push(document.body.textContent));
  watcher.observe(document.body, { childList: true, subtree: true });
  root.render(<Part meanwhile={<p>not yet</p>} />);
  await expect.element(page.getByText('here')).toBeVisible();
  watcher.disconnect();
  expect(seen).not.toContain('not yet');
});
