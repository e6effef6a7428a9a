/** Parts of the window that the focus can be sent to. */
export const PARTS = ['slide', 'model', 'result', 'patches', 'what-if', 'annotations'] as const;

export type Part = (typeof PARTS)[number];

/** Puts the focus on a part of the window: the slide, or the heading of a section, which is opened. */
export function goTo(part: Part): void {
  if (part === 'slide') {
    const active = document.querySelector<HTMLElement>('[data-active="true"] [role="application"]');
    (active ?? document.querySelector<HTMLElement>('[role="application"]'))?.focus();
    return;
  }
  const heading = document.querySelector<HTMLElement>(`[data-part="${part}"] button[aria-expanded]`);
  if (heading?.getAttribute('aria-expanded') === 'false') heading.click();
  heading?.focus();
  heading?.scrollIntoView({ block: 'start' });
}
