/** Parts of the panel, from top to bottom. */
export const PANEL_PARTS = ['model', 'result', 'patches', 'what-if', 'annotations'] as const;

export type PanelPart = (typeof PANEL_PARTS)[number];

/** Parts of the window that the focus can be sent to. */
export const PARTS = ['slide', ...PANEL_PARTS] as const;

export type Part = (typeof PARTS)[number];

/**
 * Puts the focus on a part of the window: the slide, or the heading of a section, which is opened.
 * @param onThere called when it is where it is going to be
 */
export function goTo(part: Part, onThere: () => void = () => undefined): void {
  if (part === 'slide') {
    const active = document.querySelector<HTMLElement>('[data-active="true"] [role="application"]');
    (active ?? document.querySelector<HTMLElement>('[role="application"]'))?.focus();
    onThere();
    return;
  }
  const heading = document.querySelector<HTMLElement>(`[data-part="${part}"] button[aria-expanded]`);
  if (heading?.getAttribute('aria-expanded') === 'false') heading.click();
  heading?.focus({ preventScroll: true });
  // What has only now been opened takes its room first.
  requestAnimationFrame(() => {
    heading?.scrollIntoView({ block: 'start' });
    onThere();
  });
}
