import type { DBSchema } from 'idb';
import { openSlideLock } from '#core/slide/open-slide-lock.ts';
import type { NotedRun, RunJournal } from '#commands/run-journal.ts';
import { reopenedDatabase } from './reopened-database.ts';

const NAME = 'fovea-runs';
const STORE = 'unfinished';

interface Schema extends DBSchema {
  /** Key: the slide's fingerprint and the run's id. */
  [STORE]: { key: [string, string]; value: unknown };
}

/**
 * Runs in IndexedDB, one small entry each. That one goes on is a Web Lock: the browser gives it back when the tab is gone, in whatever way, so
 * nobody has to guess whether a run of another tab is still alive.
 */
export function runJournal(): RunJournal {
  const database = reopenedDatabase<Schema>(NAME, STORE);

  return {
    read: async (fingerprint, limit) =>
      (await database()).getAll(STORE, IDBKeyRange.bound([fingerprint], [fingerprint, []]), limit),
    write: async (run) => {
      const noted: NotedRun = { version: 1, run };
      await (await database()).put(STORE, noted, [run.fingerprint, run.id]);
    },
    remove: async (fingerprint, runId) => {
      await (await database()).delete(STORE, [fingerprint, runId]);
    },
    forget: async (fingerprint) => {
      const stored = await database();
      const held = await heldLocks();
      const keys = await stored.getAllKeys(
        STORE,
        fingerprint === null ? undefined : IDBKeyRange.bound([fingerprint], [fingerprint, []]),
      );
      for (const key of keys) if (!held.has(lockOf(key[1]))) await stored.delete(STORE, key);
    },
    hold: (runId) => hold(lockOf(runId), 'exclusive'),
    markOpen: (fingerprint) => hold(openSlideLock(fingerprint), 'shared'),
    isHeld: async (runId) => (await heldLocks()).has(lockOf(runId)),
  };
}

async function heldLocks(): Promise<ReadonlySet<string | undefined>> {
  return new Set(((await navigator.locks.query()).held ?? []).map(({ name }) => name));
}

/** Holds a lock until the returned function is called or the tab is gone. */
function hold(name: string, mode: LockMode): () => void {
  let release: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    release = resolve;
  });
  void navigator.locks.request(name, { mode }, () => ended);
  return release;
}

function lockOf(runId: string): string {
  return `fovea-run/${runId}`;
}
