import { useEffect, useState } from 'react';

/** True once the component has been there for `ms`: what is over sooner need not be shown. */
export function useLasting(ms: number): boolean {
  const [isLasting, setLasting] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLasting(true);
    }, ms);
    return () => {
      clearTimeout(timer);
    };
  }, [ms]);
  return isLasting;
}
