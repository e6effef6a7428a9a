import type { RunJournal } from '#commands/run-journal.ts';

/** The journal of runs in memory, as the tabs of one browser share it. */
export function memoryJournal() {
  const entries = new Map<string, { readonly fingerprint: string; readonly noted: unknown }>();
  const held = new Set<string>();
  let refusal: Error | null = null;
  let lives = 0;
  const unlessRefused = <T>(value: T): Promise<T> => (refusal ? Promise.reject(refusal) : Promise.resolve(value));
  return {
    entries,
    tab: (life = lives): RunJournal => ({
      read: (fingerprint, limit) =>
        unlessRefused(
          [...entries.values()].flatMap((one) => (one.fingerprint === fingerprint ? [one.noted] : [])).slice(0, limit),
        ),
      write: (run) => {
        if (!refusal && life === lives)
          entries.set(run.id, { fingerprint: run.fingerprint, noted: structuredClone({ version: 1, run }) });
        return unlessRefused(undefined);
      },
      remove: (_fingerprint, runId) => {
        if (!refusal && life === lives) entries.delete(runId);
        return unlessRefused(undefined);
      },
      forget: (fingerprint) => {
        for (const [runId, one] of entries)
          if (!held.has(runId) && (fingerprint === null || one.fingerprint === fingerprint)) entries.delete(runId);
        return unlessRefused(undefined);
      },
      hold: (runId) => {
        held.add(runId);
        return () => {
          held.delete(runId);
        };
      },
      markOpen: () => () => undefined,
      isHeld: (runId) => Promise.resolve(held.has(runId)),
    }),
    /** Ends every tab at once: what one of them still says is not heard. */
    kill: () => {
      lives++;
      held.clear();
    },
    /** From now on nothing can be stored. */
    refuse: (reason: Error) => {
      refusal = reason;
    },
  };
}
