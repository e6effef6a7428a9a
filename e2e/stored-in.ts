import type { Page } from '@playwright/test';

/** What the profile of a window keeps, in words: settings, files, and how many records each store of a database has. */
export function storedIn(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const files: string[] = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(`file ${name}`);
    const databases: string[] = [];
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => {
          resolve(opening.result);
        };
        opening.onerror = () => {
          reject(opening.error ?? new Error(name));
        };
      });
      for (const store of database.objectStoreNames) {
        const records = await new Promise<number>((resolve) => {
          const counting = database.transaction(store).objectStore(store).count();
          counting.onsuccess = () => {
            resolve(counting.result);
          };
        });
        if (records > 0) databases.push(`database ${name}, ${store}: ${records}`);
      }
      database.close();
    }
    return [...Object.keys(localStorage).map((key) => `local ${key}`), ...files, ...databases].sort();
  });
}
