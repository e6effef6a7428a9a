import { useEffect, useState, type ComponentType, type ReactNode } from 'react';
import { partMissing, useTellPartFailure } from './part-failure.ts';

export interface LaterPart<P extends object> {
  (props: P & LaterProps): ReactNode;
  /** Fetches the code ahead; rejects where it cannot be had. */
  readonly fetch: () => Promise<unknown>;
}

export interface LaterProps {
  /** In its place until the code is there. */
  readonly meanwhile?: ReactNode;
  /** The code could not be had, which the window says by itself. */
  readonly onMissing?: () => void;
}

/**
 * A component whose code is fetched when it is first shown, or ahead of that. Once it is there, it is shown at once like any other. Where it
 * cannot be had, the window says so ({@link useTellPartFailure}), and the next showing tries again.
 */
export function laterPart<P extends object>(load: () => Promise<ComponentType<P>>): LaterPart<P> {
  let there: ComponentType<P> | null = null;
  let coming: Promise<ComponentType<P>> | null = null;
  const fetch = () =>
    (coming ??= load().then(
      (part) => (there = part),
      (reason: unknown) => {
        coming = null;
        throw reason;
      },
    ));

  function Later({ meanwhile = null, onMissing, ...props }: P & LaterProps) {
    const [Part, setPart] = useState(() => there);
    const tell = useTellPartFailure();
    useEffect(() => {
      if (Part) return;
      let isGone = false;
      fetch().then(
        (part) => {
          if (!isGone) setPart(() => part);
        },
        (reason: unknown) => {
          if (isGone) return;
          tell(partMissing(reason));
          onMissing?.();
        },
      );
      return () => {
        isGone = true;
      };
      // Once for each showing: a caller that hands over another function each time must not have it fetched each time.
      // eslint-disable-next-line react-hooks/exhaustive-deps
    }, [Part]);
    return Part ? <Part {...(props as unknown as P)} /> : meanwhile;
  }
  return Object.assign(Later, { fetch });
}
