/** What of the browser's cache storage the service worker uses, in memory. */
export function memoryCaches() {
  const byName = new Map<string, Map<string, Response>>();
  const cacheOf = (name: string): Map<string, Response> => {
    const found = byName.get(name) ?? new Map<string, Response>();
    byName.set(name, found);
    return found;
  };
  const open = (name: string): Promise<Cache> => {
    const entries = cacheOf(name);
    const cache = {
      match: (key: string) => Promise.resolve(entries.get(key)?.clone()),
      put: (key: string, response: Response) => {
        entries.set(key, response);
        return Promise.resolve();
      },
      delete: (key: string) => Promise.resolve(entries.delete(key)),
      keys: () => Promise.resolve(Array.from(entries.keys(), (url) => ({ url }))),
    };
    return Promise.resolve(cache as unknown as Cache);
  };
  return { open, keys: () => Promise.resolve([...byName.keys()]), entries: (name: string) => cacheOf(name) };
}
