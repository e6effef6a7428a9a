import { useEffect } from 'react';
import { z } from 'zod';
import { useApp } from '../app-context.tsx';

const EVERY_MS = 20_000;

const measurement = z.object({ bytes: z.number().min(0) });

/** Part of the browsers that have it, and there only on an isolated page. */
interface MeasuringPerformance {
  readonly measureUserAgentSpecificMemory?: () => Promise<unknown>;
}

/** Keeps the memory held by the page and its workers up to date, where the browser tells. */
export function useMemory(): void {
  const { stores } = useApp();
  useEffect(() => {
    const measuring = performance as MeasuringPerformance;
    if (!measuring.measureUserAgentSpecificMemory || !crossOriginIsolated) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const measure = async () => {
      try {
        const parsed = measurement.safeParse(await measuring.measureUserAgentSpecificMemory?.());
        if (!isOver && parsed.success) stores.machine.setState({ memoryBytes: parsed.data.bytes });
      } catch (reason) {
        // The browser may refuse at any time (a policy, a page going away): the figure is then no longer shown.
        console.warn('memory cannot be measured', reason);
        stores.machine.setState({ memoryBytes: null });
        return;
      }
      if (!isOver) timer = setTimeout(() => void measure(), EVERY_MS);
    };
    void measure();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [stores]);
}
