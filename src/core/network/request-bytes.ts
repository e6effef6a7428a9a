/** What of an address is sent. */
interface SentAddress {
  readonly host: string;
  readonly pathname: string;
  readonly search: string;
}

/**
 * Bytes of a request without a body as HTTP/1.1 writes it: the line with path and query, the host, and the headers that were given. What the
 * browser adds by itself (its name, languages, `Origin`) is the same for every site and not told to a page: this is the least that went out.
 */
export function requestBytes(
  method: string,
  { host, pathname, search }: SentAddress,
  headers: Readonly<Record<string, string>>,
): number {
  const given = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  // Addresses and headers are ASCII by the time they are sent; each line ends with two more.
  const lines = [`${method} ${pathname}${search} HTTP/1.1`, `Host: ${host}`, ...given];
  return lines.reduce((bytes, line) => bytes + line.length + 2, 0);
}
