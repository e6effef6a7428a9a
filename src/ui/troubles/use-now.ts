import { useEffect, useState } from 'react';

/** Epoch ms, up to date to the second while `isOn`. */
export function useNow(isOn: boolean): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (!isOn) return;
    const tick = () => {
      setNowMs(Date.now());
    };
    tick();
    const timer = setInterval(tick, 500);
    return () => {
      clearInterval(timer);
    };
  }, [isOn]);
  return nowMs;
}
