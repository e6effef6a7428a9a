/**
 * Byte ranges of a URL. Every way in which a server can fail to give them ends in its own error code; see `ErrorContexts`.
 *
 * - `cache: 'no-store'`: Chromium otherwise serialises concurrent ranges of one URL, and we keep a cache of our own.
 * - Only `Range: bytes=a-b`, no HEAD, no credentials in headers: neither preflights nor presigned URLs get in the way.
 */
import { FoveaError } from '#core/errors/fovea-error.ts';
import { plainAddress } from '#core/errors/plain-address.ts';
import { isPassingStatus, TryAgain } from '#core/network/retries.ts';
import { statusFailure } from '#core/network/status-failure.ts';
import { patienceOf, patiently, type Patience } from '#network/patience.ts';
import { guardedBody, type StallTimer } from '#network/stall-timer.ts';
import { threadNetwork } from '#network/thread-network.ts';
import type { RangeFetcher } from './byte-source.ts';
import { failuresAt, type KnownServer } from './http-file.ts';

interface ContentRange {
  readonly first: number;
  readonly last: number;
  readonly size: number | null;
}

/** `bytes first-last/size`; null where the header is absent, hidden by CORS, or not of this form. */
export function parseContentRange(header: string | null): ContentRange | null {
  const match = /^\s*bytes\s+(\d+)-(\d+)\/(\d+|\*)\s*$/i.exec(header ?? '');
  if (!match) return null;
  const size = match[3] === '*' ? null : Number(match[3]);
  return { first: Number(match[1]), last: Number(match[2]), size };
}

/** Last path segment, decoded; the host where there is none. */
export function nameOfUrl(url: URL): string {
  const segment = url.pathname.split('/').filter(Boolean).at(-1) ?? url.host;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a stray percent sign
  }
}

/** Parses an http(s) address or rejects it with `source/bad-url`. */
export function parseSlideUrl(text: string, base?: string): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : null;
  const web = url?.protocol === 'http:' || url?.protocol === 'https:';
  // Browsers refuse addresses with a name and password in them, with an error that tells nothing.
  if (!url || !web || url.username !== '' || url.password !== '')
    throw new FoveaError('source/bad-url', { url: plainAddress(text) });
  return url;
}

export class HttpFetcher implements RangeFetcher {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly #url: URL;
  readonly #patience: Patience;
  #size: number | null = null;
  /** Of the first answer that had one. */
  #etag: string | null = null;
  #lastModified: string | null = null;
  #changed: FoveaError | null = null;
  readonly #server: KnownServer = { hasAnswered: false };

  constructor(url: URL, patience: Partial<Patience> = {}) {
    this.#url = url;
    this.name = nameOfUrl(url);
    this.hosts = [url.host];
    this.#patience = patienceOf(patience);
  }

  get size(): number | null {
    return this.#size;
  }

  fetchRange(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const failures = failuresAt(this.#url, this.#patience, this.#server);
    return patiently(this.#url.host, this.#patience, signal, failures, (stall) => {
      if (this.#changed) throw this.#changed;
      return this.#tryRange(offset, length, stall);
    });
  }

  async #tryRange(offset: number, length: number, stall: StallTimer): Promise<Uint8Array<ArrayBuffer>> {
    const size = this.#size;
    // Past a known end some servers answer 416, some 200 with everything.
    const wanted = size === null ? length : Math.min(length, size - offset);
    if (wanted <= 0) return new Uint8Array(0);
    const asked = `bytes=${offset}-${offset + wanted - 1}`;
    const response = await threadNetwork.fetch('slide', this.#url, {
      headers: { Range: asked },
      cache: 'no-store',
      signal: stall.signal,
    });
    stall.alive(0);
    return this.#readAnswer(response, offset, wanted, asked, stall);
  }

  async #readAnswer(
    response: Response,
    offset: number,
    wanted: number,
    asked: string,
    stall: StallTimer,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const url = this.#url.href;
    const drop = (): void => {
      stall.cancel();
    };
    if (isPassingStatus(response.status)) {
      drop();
      throw statusFailure(url, response);
    }
    if (response.status === 416 && offset > 0) {
      drop();
      if (this.#size !== null) throw this.#nowChanged(); // a range of the file that it was
      return new Uint8Array(0); // past the end of a file whose size we do not know
    }
    if (!response.ok) {
      drop();
      throw statusFailure(url, response);
    }
    if (response.status !== 206) {
      const stated = Number(response.headers.get('Content-Length') ?? Number.NaN);
      // An empty file has no range to give.
      if (stated === 0) throw new FoveaError('slide/empty', { name: this.name });
      drop();
      if (/^text\/html\b/i.test(response.headers.get('Content-Type') ?? ''))
        throw new FoveaError('source/web-page', { url });
      throw new FoveaError('source/no-range-support', { url, bytes: Number.isFinite(stated) ? stated : null });
    }
    const range = parseContentRange(response.headers.get('Content-Range'));
    if (range && (range.first !== offset || range.last < range.first || range.last > offset + wanted - 1)) {
      drop();
      const got = response.headers.get('Content-Range') ?? '';
      throw new FoveaError('source/wrong-range', { url, asked, got });
    }
    this.#checkVersion(response, range, drop);
    this.#server.hasAnswered = true;
    const expected = range ? range.last - range.first + 1 : null;
    const bytes = await guardedBody(response, wanted, stall);
    if (bytes.length > wanted)
      throw new FoveaError('source/wrong-range', { url, asked, got: `${bytes.length} bytes or more` });
    const endsEarly =
      range?.size !== undefined && range.size !== null && offset + bytes.length < Math.min(offset + wanted, range.size);
    if ((expected !== null && bytes.length < expected) || endsEarly) {
      const error = new FoveaError('source/short-read', { name: this.name, offset, wanted, got: bytes.length });
      throw new TryAgain(error, { kind: 'broken' });
    }
    return bytes;
  }

  /** Refuses to mix bytes of two versions of a file. */
  #checkVersion(response: Response, range: ContentRange | null, drop: () => void): void {
    const etag = response.headers.get('ETag');
    const lastModified = response.headers.get('Last-Modified');
    const size = range?.size ?? null;
    const isOther = <T>(before: T | null, now: T | null) => before !== null && now !== null && now !== before;
    // One kind of name is not compared with another: of several servers behind one address some may give less.
    if (isOther(this.#etag, etag) || isOther(this.#lastModified, lastModified) || isOther(this.#size, size)) {
      drop();
      throw this.#nowChanged();
    }
    this.#etag ??= etag;
    this.#lastModified ??= lastModified;
    this.#size ??= size;
  }

  #nowChanged(): FoveaError {
    this.#changed = new FoveaError('source/changed', { url: this.#url.href });
    return this.#changed;
  }
}
