import { useState } from 'react';

/** Whether something is the case or has been: what was shown once stays, to close in its own way. */
export function useHadBeen(isNow: boolean): boolean {
  const [had, setHad] = useState(isNow);
  if (isNow && !had) setHad(true);
  return had || isNow;
}
