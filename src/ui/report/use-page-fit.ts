import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';

/**
 * How the room of the page is given away: smaller pictures first, then without what matters least. Where words alone are too many for one
 * page, nothing is left out and the report goes on over as many as it takes.
 */
export type Room = 'ample' | 'close' | 'closer' | 'no-patches' | 'no-maps' | 'pages';

const STEPS: readonly Room[] = ['ample', 'close', 'closer', 'no-patches', 'no-maps', 'pages'];

/** The first step at which all of `page` fits its height, measured before it is painted and again once its fonts are there. */
export function usePageFit(page: RefObject<HTMLElement | null>): Room {
  const [step, setStep] = useState(0);
  const [fonts, setFonts] = useState(() => document.fonts.status);
  useLayoutEffect(() => {
    const element = page.current;
    if (!element || element.scrollHeight <= element.clientHeight || step === STEPS.length - 1) return;
    // eslint-disable-next-line react-hooks/set-state-in-effect -- only a laid-out page can be measured; at most once for each step
    setStep(step + 1);
  }, [page, step, fonts]);
  useEffect(() => {
    if (fonts === 'loaded') return;
    let isGone = false;
    void document.fonts.ready.then(() => {
      if (isGone) return;
      setStep(0);
      setFonts('loaded');
    });
    return () => {
      isGone = true;
    };
  }, [fonts]);
  return STEPS[step] ?? 'pages';
}
