import { useCallback, useEffect, useRef, useState } from 'react';
import { goTo, PANEL_PARTS, type PanelPart } from '../shortcuts/go-to.ts';

/**
 * The part that takes most of what is in view of the panel; after `go`, the one gone to, however much of it there is, until the panel is
 * scrolled.
 *
 * @param body what scrolls; holds the parts
 */
export function useCurrentPart(body: HTMLElement | null): {
  readonly current: PanelPart;
  readonly go: (part: PanelPart) => void;
} {
  const [current, setCurrent] = useState<PanelPart>(PANEL_PARTS[0]);
  const goneTo = useRef<{ readonly part: PanelPart; readonly scrollTop: number } | null>(null);
  useEffect(() => {
    if (!body) return;
    const look = () => {
      const { part, scrollTop } = goneTo.current ?? {};
      if (scrollTop !== body.scrollTop) goneTo.current = null;
      setCurrent(goneTo.current && part ? part : partInView(body));
    };
    const observer = new ResizeObserver(look);
    for (const element of [body, ...Array.from(body.children)]) observer.observe(element);
    body.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      body.removeEventListener('scroll', look);
    };
  }, [body]);
  const go = useCallback(
    (part: PanelPart) => {
      setCurrent(part);
      goTo(part, () => {
        goneTo.current = body && { part, scrollTop: body.scrollTop };
        setCurrent(part);
      });
    },
    [body],
  );
  return { current, go };
}

function partInView(body: HTMLElement): PanelPart {
  const frame = body.getBoundingClientRect();
  const heights = PANEL_PARTS.map((part) => {
    const rect = body.querySelector(`[data-part="${part}"]`)?.getBoundingClientRect();
    return rect ? Math.min(rect.bottom, frame.bottom) - Math.max(rect.top, frame.top) : 0;
  });
  return PANEL_PARTS[heights.indexOf(Math.max(...heights))] ?? PANEL_PARTS[0];
}
