/** Scheme, name and password, host with port and path, query and fragment. */
const ADDRESS =
  /^([a-z][a-z\d+.-]*:\/\/)(?:[^/?#]*@)?((?:\[[\da-f:.]+\]|[^/?#@:\s]*)(?::\d*)?(?:\/[^?#]*)?)(?:[?#].*)?$/is;

/**
 * What of an address may be told and logged: origin and path. Name, password, query and fragment can each be a credential (a presigned
 * address has its signature in the query). Of what is no address, the part between `@` and `?` or `#`.
 */
export function plainAddress(text: string): string {
  const match = ADDRESS.exec(text);
  if (match) return `${match[1] ?? ''}${match[2] ?? ''}`;
  return text.replace(/^.*@/s, '').replace(/[?#].*$/s, '');
}

/** The context of an error with a plain address in it; names of files, which are no addresses, stay as they are. */
export function withPlainAddress<T extends object>(context: T): T {
  if (!('url' in context) || typeof context.url !== 'string' || !context.url.includes('//')) return context;
  return { ...context, url: plainAddress(context.url) };
}
