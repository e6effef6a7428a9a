import { openDB, type DBSchema, type IDBPDatabase, type StoreNames } from 'idb';

/** A database of one store without keys in its values, in IndexedDB: opened with the first call, and anew where it was closed or could not be had. */
export function reopenedDatabase<Schema extends DBSchema>(
  name: string,
  store: StoreNames<Schema>,
): () => Promise<IDBPDatabase<Schema>> {
  let opening: Promise<IDBPDatabase<Schema>> | null = null;
  return () => {
    opening ??= openDB<Schema>(name, 1, {
      upgrade: (created) => {
        created.createObjectStore(store);
      },
      // A later version of this page waits to change the form; this tab opens it anew when it needs it.
      blocking: (_current, _blocked, event) => {
        opening = null;
        if (event.target instanceof IDBDatabase) event.target.close();
      },
      terminated: () => {
        opening = null;
      },
    }).catch((reason: unknown) => {
      // Tried again with the next call.
      opening = null;
      throw reason;
    });
    return opening;
  };
}
