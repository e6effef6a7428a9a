/** Whether every control can be got at when text is large. */
import type { Page } from '@playwright/test';

/** What the browser’s own setting of the text size makes of the window: medium text of so many CSS px (16 where nobody has changed it). */
export async function setTextSize(page: Page, px: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setFontSizes', { fontSizes: { standard: px, fixed: px } });
  await session.detach();
}

/** A control that is cut off by something that cannot be scrolled that way, and how many CSS px of it. */
export interface Clipped {
  readonly control: string;
  readonly by: string;
  readonly px: number;
}

/** Every control on screen of which a part can be seen in no way, and the window itself where it is wider than the screen. */
export async function clippedControls(page: Page): Promise<Clipped[]> {
  return page.evaluate(() => {
    const CONTROLS = 'button, input, select, textarea, [role="slider"], [role="option"], [role="listbox"]';
    // A rounded edge or a hairline is no loss.
    const SLACK_PX = 2;
    const found: Clipped[] = [];
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide > 0) found.push({ control: 'the window', by: 'the screen', px: wide });
    for (const control of Array.from(document.querySelectorAll<HTMLElement>(CONTROLS))) {
      if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const rect = control.getBoundingClientRect();
      // Drawn in its place by another element: an input of a styled control.
      if (rect.width <= 1 || rect.height <= 1) continue;
      const loss = lossOf(control, rect);
      if (loss) found.push({ control: nameOf(control), ...loss });
    }
    return found;

    function lossOf(control: HTMLElement, rect: DOMRect): Omit<Clipped, 'control'> | null {
      let [canScrollX, canScrollY] = [false, false];
      for (let around = control.parentElement; around; around = around.parentElement) {
        const { overflowX, overflowY, position } = getComputedStyle(around);
        const frame = around.getBoundingClientRect();
        canScrollX ||= overflowX === 'auto' || overflowX === 'scroll';
        canScrollY ||= overflowY === 'auto' || overflowY === 'scroll';
        const beyondX = Math.max(rect.right - frame.right, frame.left - rect.left);
        const beyondY = Math.max(rect.bottom - frame.bottom, frame.top - rect.top);
        if (!canScrollX && overflowX !== 'visible' && beyondX > SLACK_PX)
          return { by: nameOf(around), px: Math.round(beyondX) };
        if (!canScrollY && overflowY !== 'visible' && beyondY > SLACK_PX)
          return { by: nameOf(around), px: Math.round(beyondY) };
        if (position === 'fixed') break;
      }
      return null;
    }

    function nameOf(element: HTMLElement): string {
      const { tagName, className } = element;
      const words = element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40);
      return `${tagName.toLowerCase()}.${className} ${words}`;
    }
  });
}
