import type { AnnotationStorage, StoredChange } from '#commands/annotation-storage.ts';

/** Storage of annotations in memory, as several tabs share it. */
export function memoryAnnotations() {
  const entries = new Map<string, unknown>();
  const tabs = new Set<(fingerprint: string) => void>();
  let refusal: Error | null = null;

  /** One tab's view of it: hears of the others' changes, not of its own. */
  function tab(): AnnotationStorage {
    const own = new Set<(fingerprint: string) => void>();
    return {
      read: (fingerprint, limit) =>
        refusal
          ? Promise.reject(refusal)
          : Promise.resolve(
              [...entries].flatMap(([key, value]) => (key.startsWith(fingerprint) ? [value] : [])).slice(0, limit),
            ),
      write: (fingerprint, { put, remove }: StoredChange) => {
        if (refusal) return Promise.reject(refusal);
        for (const { id, entry } of put) entries.set(`${fingerprint} ${id}`, structuredClone(entry));
        for (const id of remove) entries.delete(`${fingerprint} ${id}`);
        for (const told of tabs) if (!own.has(told)) told(fingerprint);
        return Promise.resolve();
      },
      watch: (changed) => {
        own.add(changed);
        tabs.add(changed);
        return () => {
          tabs.delete(changed);
        };
      },
    };
  }

  return {
    tab,
    entries,
    /** From now on every call fails with this; null: none. */
    refuse: (reason: Error | null) => {
      refusal = reason;
    },
  };
}
