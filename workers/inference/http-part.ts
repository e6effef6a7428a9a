import { FoveaError } from '#core/errors/fovea-error.ts';
import {
  isPassingStatus,
  retryAfterMs,
  RETRY_POLICY,
  TryAgain,
  type Retries,
  type RetryPolicy,
  type TellSilence,
} from '#core/network/retries.ts';
import type { TroubleReason } from '#core/network/trouble.ts';
import { startStallTimer, type StallTimer } from '#network/stall-timer.ts';

export type Fetch = (
  url: string,
  init: { readonly signal: AbortSignal; readonly headers?: Record<string, string>; readonly cache?: RequestCache },
) => Promise<Response>;

export interface FetchOptions {
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  /** Who tries again, and tells what is waited for. */
  readonly retries: Retries;
  /** What the server called the version that the part holds, and keeps such a name beside the part. */
  readonly origin: {
    read(): Promise<string | null>;
    write(validator: string | null): Promise<void>;
  };
  /** A server that sends nothing for so long is asked again, ms; by itself half a minute. */
  readonly stallMs?: number;
  /** A try has failed in passing. */
  readonly onRetry?: () => void;
  /** What was there is of another version, or cannot be gone on with: it is thrown away. */
  readonly onStartOver?: () => void;
  /** Bytes of the whole file, as an answer says them before its content comes; null where it does not. What it throws ends the download. */
  readonly onSize?: (bytes: number | null) => void;
}

/** The file that is wanted. */
export interface Wanted {
  readonly url: string;
  /** Null where only the server knows. */
  readonly bytes: number | null;
  /** Whether what is there may be gone on with where the server names no version: the whole is verified afterwards. */
  readonly isVerified: boolean;
}

/** The server's file has another size than the one wanted. */
export class WrongSizeError extends Error {
  override readonly name = 'WrongSizeError';
}

/** Where the bytes go: after those that are there already. */
export interface Sink {
  bytes(): number;
  add(data: Uint8Array<ArrayBuffer>): void;
  startOver(): Promise<void>;
  flush(): void;
}

/** Tries without {@link PROGRESS_BYTES} of progress before giving up; what arrived stays for the next time. Nobody waits in front of a download. */
const POLICY: RetryPolicy = { ...RETRY_POLICY, silentTries: RETRY_POLICY.tries };
/** A connection that is cut again and again is gone on with as long as each brings at least this much. */
const PROGRESS_BYTES = 1 << 20;
const STALL_MS = 30_000;

/**
 * Brings the missing rest of a file into `sink`. An interrupted download is gone on with by `Range` and `If-Range`; only a 206 of exactly
 * the bytes asked for is appended, anything else starts the file over.
 *
 * @returns bytes of the whole file
 * @throws FoveaError `model/unreachable` after bounded retries; WrongSizeError; what the sink throws
 */
export async function fetchRest(wanted: Wanted, sink: Sink, options: FetchOptions): Promise<number> {
  const { signal, retries } = options;
  const host = URL.parse(wanted.url)?.host ?? wanted.url;
  let best = sink.bytes();
  let namesVersion = true;
  let isWhole = false;
  while (!isWhole && (wanted.bytes === null || sink.bytes() < wanted.bytes))
    isWhole = await retries.run(host, POLICY, signal, async (tell) => {
      try {
        return await oneRequest(wanted, sink, { namesVersion, tell }, options);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof PassingFailure)) throw error;
        if (error instanceof UnansweredVersion) {
          namesVersion = false;
          return false;
        }
        sink.flush();
        options.onRetry?.();
        const hasProgressed = sink.bytes() >= best + PROGRESS_BYTES;
        best = Math.max(best, sink.bytes());
        const context = { url: wanted.url, what: error.message, isPassing: true, ...saidByServer(error) };
        const failure = new FoveaError('model/unreachable', context, { cause: error });
        throw new TryAgain(failure, error.why, error.askedMs, hasProgressed);
      }
    });
  sink.flush();
  return sink.bytes();
}

/** A failure that may not happen again. */
class PassingFailure extends Error {
  why: TroubleReason = { kind: 'broken' };
  /** Pause that the server asks for. */
  askedMs: number | null = null;
}

function saidByServer({ why, askedMs }: PassingFailure): { status?: number; askedMs?: number } {
  return { ...(why.kind === 'status' ? { status: why.status } : {}), ...(askedMs === null ? {} : { askedMs }) };
}

/**
 * No answer to a request with `If-Range`: another host has to be asked first whether it takes such a header, and most refuse. Without it the
 * answer's own name of its version has to do.
 */
class UnansweredVersion extends PassingFailure {}

/** An answer that cannot be appended: the file is to be asked for from its beginning. */
class RangeFailure extends PassingFailure {}

/** One request for what is missing. @returns whether that was all of it */
async function oneRequest(
  wanted: Wanted,
  sink: Sink,
  { namesVersion, tell }: { readonly namesVersion: boolean; readonly tell: TellSilence },
  options: FetchOptions,
): Promise<boolean> {
  const { origin, signal } = options;
  signal.throwIfAborted();
  const stall = startStallTimer(options.stallMs ?? STALL_MS, signal, tell);
  const there = sink.bytes();
  const validator = there > 0 ? await origin.read() : null;
  // Without a name of the version, nothing but a hash could tell whether two parts belong together.
  const from = validator === null && !wanted.isVerified ? 0 : there;
  const startOver = async (version: string | null) => {
    if (there > 0) options.onStartOver?.();
    await sink.startOver();
    await origin.write(version);
  };
  try {
    const response = await ask(wanted.url, stall.signal, options, {
      ...(from > 0 ? { Range: `bytes=${from}-${wanted.bytes === null ? '' : wanted.bytes - 1}` } : {}),
      ...(validator !== null && namesVersion ? { 'If-Range': validator } : {}),
    });
    const isRest = response.status === 206 && isTheRest(response, from, wanted, validator);
    if (!isRest) {
      if (response.status !== 200) {
        await response.body?.cancel();
        if (isAtItsEnd(response, from, wanted)) return true;
        if (response.status === 206 || response.status === 416) throw new RangeFailure(rangeProblem(response));
        throw new FoveaError('model/unreachable', {
          url: wanted.url,
          what: `HTTP ${response.status}`,
          isPassing: false,
        });
      }
      const stated = statedBytes(response);
      if (wanted.bytes !== null && stated !== null && stated !== wanted.bytes) {
        await response.body?.cancel();
        throw new WrongSizeError(`${stated} bytes`);
      }
      await startOver(validatorOf(response));
    }
    const whole = wanted.bytes ?? wholeBytes(response);
    await giveUpUnless(response, () => options.onSize?.(whole));
    await pour(response, sink, stall);
    if (sink.bytes() === whole) return true;
    // Some servers end an answer early without a word; one that never said how long it would be may simply have another file.
    if (isRest || response.headers.has('Content-Length'))
      throw new PassingFailure(`the answer ended after ${sink.bytes()} bytes`);
    if (wanted.bytes === null) return true;
    throw new WrongSizeError(`${sink.bytes()} bytes`);
  } catch (error) {
    if (error instanceof RangeFailure) await startOver(null);
    if (error instanceof PassingFailure && stall.stalled) error.why = { kind: 'silent' };
    throw error;
  } finally {
    stall.stop();
  }
}

/** Ends the answer where `job` throws. */
async function giveUpUnless(response: Response, job: () => void): Promise<void> {
  try {
    job();
  } catch (error) {
    await response.body?.cancel();
    throw error;
  }
}

async function ask(
  url: string,
  signal: AbortSignal,
  options: FetchOptions,
  headers: Record<string, string>,
): Promise<Response> {
  let response: Response;
  try {
    // The file is kept by us: a second copy in the browser's cache would only take room.
    response = await options.fetch(url, { signal, headers, cache: 'no-store' });
  } catch (cause) {
    // A host that nobody named, or a redirect: no other try will do.
    if (cause instanceof FoveaError) throw cause;
    if ('If-Range' in headers) throw new UnansweredVersion(String(cause), { cause });
    throw new PassingFailure(String(cause), { cause });
  }
  const { status } = response;
  if (isPassingStatus(status)) {
    await response.body?.cancel();
    const failure = new PassingFailure(`HTTP ${status}`);
    failure.why = { kind: 'status', status };
    failure.askedMs = retryAfterMs(response.headers.get('Retry-After'), Date.now());
    throw failure;
  }
  return response;
}

async function pour(response: Response, sink: Sink, stall: StallTimer): Promise<void> {
  const reader = response.body?.getReader();
  if (!reader) throw new PassingFailure('an answer without content');
  try {
    for (;;) {
      let chunk: ReadableStreamReadResult<Uint8Array<ArrayBuffer>>;
      try {
        chunk = await reader.read();
      } catch (cause) {
        throw new PassingFailure(String(cause), { cause });
      }
      if (chunk.done) return;
      if (stall.stalled) throw new PassingFailure('what came, came too late');
      stall.signal.throwIfAborted();
      stall.alive(chunk.value.length);
      sink.add(chunk.value);
    }
  } catch (error) {
    // A stream that broke off cannot be cancelled any more, which is as good.
    await reader.cancel().catch(() => undefined);
    throw error;
  }
}

/** True for an answer with exactly the bytes from `from` to the end of the file, of the version named. */
function isTheRest(response: Response, from: number, { bytes, isVerified }: Wanted, validator: string | null): boolean {
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '');
  const whole = bytes ?? Number(range?.[3] ?? Number.NaN);
  if (!range || Number(range[1]) !== from || Number(range[2]) !== whole - 1 || Number(range[3]) !== whole) return false;
  if (response.headers.has('Content-Encoding')) return false;
  const now = validatorOf(response);
  return now === validator || (isVerified && (validator === null || now === null));
}

/** True where the server says that there is nothing after `from`, of the same version: it would have sent the whole of another one. */
function isAtItsEnd(response: Response, from: number, { bytes, isVerified }: Wanted): boolean {
  return (
    bytes === null &&
    !isVerified &&
    response.status === 416 &&
    response.headers.get('Content-Range') === `bytes */${from}`
  );
}

/** What a 200 says of its length; null where it does not, or counts packed bytes. */
function statedBytes({ headers }: Response): number | null {
  const length = headers.get('Content-Length');
  return length === null || headers.has('Content-Encoding') ? null : Number(length);
}

/** Bytes of the whole file, as the answer says them; null where it does not. */
function wholeBytes(response: Response): number | null {
  if (response.status !== 206) return statedBytes(response);
  const range = /\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '');
  return range ? Number(range[1]) : null;
}

function rangeProblem(response: Response): string {
  return `range answered with ${response.status} ${response.headers.get('Content-Range') ?? ''}`;
}

/** What `If-Range` takes: a strong ETag, else the date of the last change. */
function validatorOf({ headers }: Response): string | null {
  const etag = headers.get('ETag');
  return etag !== null && !etag.startsWith('W/') ? etag : headers.get('Last-Modified');
}
