import type { DBSchema } from 'idb';
import type { AnnotationStorage } from '#commands/annotation-storage.ts';
import { reopenedDatabase } from './reopened-database.ts';

const NAME = 'fovea-annotations';
const STORE = 'annotations';
const CHANNEL = 'fovea-annotations';

interface Schema extends DBSchema {
  /** Key: the slide's fingerprint and the annotation's id. */
  [STORE]: { key: [string, string]; value: unknown };
}

/**
 * Annotations in IndexedDB, one entry each: two tabs that change different annotations of a slide never overwrite each other, and of the
 * same annotation the last change holds. Tabs tell each other over a broadcast channel: one for writing and watching, as a channel never
 * hears what it says itself, and a second one of the same name would hear it.
 */
export function annotationDatabase(): AnnotationStorage {
  const database = reopenedDatabase<Schema>(NAME, STORE);
  let channel: BroadcastChannel | null = null;
  const watching = new Set<(fingerprint: string) => void>();

  function own(): BroadcastChannel {
    if (channel) return channel;
    channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') for (const changed of watching) changed(data);
    };
    return channel;
  }

  function closeUnlessWatched(): void {
    if (watching.size > 0) return;
    channel?.close();
    channel = null;
  }

  return {
    read: async (fingerprint, limit) => {
      const all = IDBKeyRange.bound([fingerprint], [fingerprint, []]);
      return await (await database()).getAll(STORE, all, limit);
    },
    write: async (fingerprint, { put, remove }) => {
      const transaction = (await database()).transaction(STORE, 'readwrite');
      // One that fails fails the transaction, whose end is waited for below.
      const requests = [
        ...put.map(({ id, entry }) => transaction.store.put(entry, [fingerprint, id])),
        ...remove.map((id) => transaction.store.delete([fingerprint, id])),
      ];
      await Promise.all([...requests, transaction.done]);
      own().postMessage(fingerprint);
      closeUnlessWatched();
    },
    watch: (changed) => {
      own();
      watching.add(changed);
      return () => {
        watching.delete(changed);
        closeUnlessWatched();
      };
    },
  };
}
