import type { Page } from '@playwright/test';

/** All records of the databases of a window's profile, by store; each as JSON. */
export function recordsIn(page: Page): Promise<{ database: string; store: string; records: string[] }[]> {
  return page.evaluate(async () => {
    const found: { database: string; store: string; records: string[] }[] = [];
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
        const records = await new Promise<string[]>((resolve) => {
          const all: IDBRequest<unknown[]> = database.transaction(store).objectStore(store).getAll();
          all.onsuccess = () => {
            resolve(all.result.map((record) => JSON.stringify(record)));
          };
        });
        found.push({ database: name, store, records });
      }
      database.close();
    }
    return found;
  });
}

/** What the profile of a window keeps, in words: settings, files, and how many records each store of a database has. */
export async function storedIn(page: Page): Promise<string[]> {
  const names = await page.evaluate(async () => {
    const files: string[] = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(`file ${name}`);
    return [...Object.keys(localStorage).map((key) => `local ${key}`), ...files];
  });
  const databases = (await recordsIn(page)).filter(({ records }) => records.length > 0);
  return [
    ...names,
    ...databases.map(({ database, store, records }) => `database ${database}, ${store}: ${records.length}`),
  ].sort();
}
