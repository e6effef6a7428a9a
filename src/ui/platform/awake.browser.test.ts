import { expect, it } from 'vitest';
import { onAwake } from './awake.ts';

it('hears of a network that is back and of a page that comes back, until it is told not to', () => {
  let heard = 0;
  const stop = onAwake(() => heard++);
  window.dispatchEvent(new Event('online'));
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  document.dispatchEvent(new Event('resume'));
  document.dispatchEvent(new Event('visibilitychange'));
  expect(heard).toBe(4);
  // The page's first showing is no return.
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
  expect(heard).toBe(4);
  stop();
  window.dispatchEvent(new Event('online'));
  expect(heard).toBe(4);
});
