/**
 * Byte ranges of a URL. Every way in which a server can fail to give them ends in its own error code; see `ErrorContexts`.
 *
 * - `cache: 'no-store'`: Chromium otherwise serialises concurrent ranges of one URL, and we keep a cache of our own.
 * - Only `Range: bytes=a-b`, no HEAD, no credentials in headers: neither preflights nor presigned URLs get in the way.
 */
import { FoveaError } from '#core/errors/fovea-error.ts';
import { plainAddress } from '#core/errors/plain-address.ts';
import type { RangeFetcher } from './byte-source.ts';
import { guardedBody, startStallTimer } from './http-body.ts';
import { isCorsFailure } from './cors-probe.ts';
import { DEFAULT_HTTP_OPTIONS, retryAfterMs, TryAgain, withRetries, type HttpOptions } from './http-retry.ts';

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
  readonly #options: HttpOptions;
  #size: number | null = null;
  /** ETag or Last-Modified of the first answer. */
  #version: string | null = null;
  #changed: FoveaError | null = null;
  #answeredOnce = false;

  constructor(url: URL, options: Partial<HttpOptions> = {}) {
    this.#url = url;
    this.name = nameOfUrl(url);
    this.hosts = [url.host];
    this.#options = { ...DEFAULT_HTTP_OPTIONS, ...options };
  }

  get size(): number | null {
    return this.#size;
  }

  fetchRange(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    return withRetries(this.#options, signal, () => {
      if (this.#changed) throw this.#changed;
      return this.#tryRange(offset, length, signal);
    });
  }

  async #tryRange(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const size = this.#size;
    // Past a known end some servers answer 416, some 200 with everything.
    const wanted = size === null ? length : Math.min(length, size - offset);
    if (wanted <= 0) return new Uint8Array(0);
    const asked = `bytes=${offset}-${offset + wanted - 1}`;
    const stall = startStallTimer(this.#options.stallTimeoutMs, signal);
    try {
      const response = await fetch(this.#url, { headers: { Range: asked }, cache: 'no-store', signal: stall.signal });
      stall.alive();
      return await this.#readAnswer(response, offset, wanted, asked, stall);
    } catch (cause) {
      if (signal.aborted) throw signal.reason;
      if (stall.stalled)
        throw new FoveaError(
          'source/timeout',
          { url: this.#url.href, timeoutMs: this.#options.stallTimeoutMs },
          { cause },
        );
      if (cause instanceof FoveaError || cause instanceof TryAgain) throw cause;
      throw await this.#networkFailure(cause, signal);
    } finally {
      stall.stop();
    }
  }

  async #networkFailure(cause: unknown, signal: AbortSignal): Promise<FoveaError | TryAgain> {
    const url = this.#url.href;
    // A server that has answered before is not missing its CORS header: the connection broke.
    if (this.#answeredOnce) return new TryAgain(new FoveaError('source/network', { url }, { cause }), null);
    const cors = await isCorsFailure(this.#url, signal);
    return new FoveaError(cors ? 'source/cors' : 'source/network', { url }, { cause });
  }

  async #readAnswer(
    response: Response,
    offset: number,
    wanted: number,
    asked: string,
    stall: ReturnType<typeof startStallTimer>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const url = this.#url.href;
    const drop = (): void => {
      stall.cancel();
    };
    if (response.status === 429 || response.status >= 500) {
      drop();
      const error = new FoveaError('source/http-status', { url, status: response.status });
      throw new TryAgain(error, retryAfterMs(response.headers.get('Retry-After'), Date.now()));
    }
    if (response.status === 416 && offset > 0 && this.#size === null) {
      drop();
      return new Uint8Array(0); // past the end of a file whose size we do not know
    }
    if (!response.ok) {
      drop();
      throw new FoveaError('source/http-status', { url, status: response.status });
    }
    if (response.status !== 206) {
      const stated = Number(response.headers.get('Content-Length') ?? Number.NaN);
      // An empty file has no range to give.
      if (stated === 0) throw new FoveaError('slide/empty', { name: this.name });
      drop();
      throw new FoveaError('source/no-range-support', { url, bytes: Number.isFinite(stated) ? stated : null });
    }
    const range = parseContentRange(response.headers.get('Content-Range'));
    if (range && (range.first !== offset || range.last < range.first || range.last > offset + wanted - 1)) {
      drop();
      const got = response.headers.get('Content-Range') ?? '';
      throw new FoveaError('source/wrong-range', { url, asked, got });
    }
    this.#checkVersion(response, range, drop);
    this.#answeredOnce = true;
    const expected = range ? range.last - range.first + 1 : null;
    const bytes = await guardedBody(response, wanted, stall);
    if (bytes.length > wanted)
      throw new FoveaError('source/wrong-range', { url, asked, got: `${bytes.length} bytes or more` });
    const endsEarly =
      range?.size !== undefined && range.size !== null && offset + bytes.length < Math.min(offset + wanted, range.size);
    if ((expected !== null && bytes.length < expected) || endsEarly) {
      throw new TryAgain(
        new FoveaError('source/short-read', { name: this.name, offset, wanted, got: bytes.length }),
        null,
      );
    }
    return bytes;
  }

  /** Refuses to mix bytes of two versions of a file. */
  #checkVersion(response: Response, range: ContentRange | null, drop: () => void): void {
    const version = response.headers.get('ETag') ?? response.headers.get('Last-Modified');
    const size = range?.size ?? null;
    const otherVersion = this.#version !== null && version !== null && version !== this.#version;
    const otherSize = this.#size !== null && size !== null && size !== this.#size;
    if (otherVersion || otherSize) {
      drop();
      this.#changed = new FoveaError('source/changed', { url: this.#url.href });
      throw this.#changed;
    }
    this.#version ??= version;
    this.#size ??= size;
  }
}
