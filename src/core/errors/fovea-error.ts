import { isOutOfMemory } from './out-of-memory.ts';
import { withPlainAddress } from './plain-address.ts';
import type { Problem, ProblemList } from './problems.ts';

/**
 * Everything that can go wrong and that a user can be told about. One code, one sentence in the message catalogue
 * (`src/ui/messages`), one typed context. Abort is not an error: aborted calls reject with the signal's reason
 * (a `DOMException` named `AbortError`). Every `url` is origin and path only, whatever was given.
 */
export interface ErrorContexts {
  'source/network': { url: string };
  /** `retryAfterSeconds`: what the server asks to be left alone for. */
  'source/http-status': { url: string; status: number; retryAfterSeconds?: number };
  /** A page for people where a file was asked for: a login, a portal, a “not found”. */
  'source/web-page': { url: string };
  'source/no-range-support': { url: string; bytes: number | null };
  'source/wrong-range': { url: string; asked: string; got: string };
  'source/changed': { url: string };
  'source/file-unreadable': { name: string };
  'source/short-read': { name: string; offset: number; wanted: number; got: number };
  'source/timeout': { url: string; timeoutMs: number };
  'source/bad-url': { url: string };
  /** `bytes`: of the file, null where the server does not say. */
  'source/no-room': { url: string; bytes: number | null; roomBytes: number };
  /** Nobody named this host. */
  'network/refused': { host: string };
  /** The server sends the request on, and a page is not told where to before it goes there. */
  'network/redirected': { url: string; withCredential: boolean };
  /** A redirect that was followed led to a host that nobody named; `to`: its origin. */
  'network/sent-on': { url: string; to: string };
  /** A request with a header of the user's failed; `header`: its name. */
  'network/header-refused': { url: string; header: string };
  'slide/nothing-dropped': Record<string, never>;
  /** A file of an earlier visit is where it was no more. */
  'recent/gone': { name: string };
  /** The browser was not allowed to read it again. */
  'recent/not-allowed': { name: string };
  'slide/unknown-format': { name: string };
  'slide/empty': { name: string };
  'slide/damaged': { name: string; what: string };
  'slide/too-large-image': { name: string; width: number; height: number; maxPixels: number };
  'slide/unsupported-compression': { name: string; compression: number };
  'slide/unsupported-layout': { name: string; what: string };
  'slide/missing-file': { name: string; path: string };
  'slide/not-open': { slideId: string };
  'slide/too-many-open': { max: number };
  'tile/damaged': { level: number; column: number; row: number; what: string };
  'tile/missing': { level: number; column: number; row: number };
  /**
   * `isPassing`: of the connection or a server that is busy, so that another try may do. Of a server that answers, but not now: its `status`,
   * and the pause that it asked for, ms.
   */
  'model/unreachable': { url: string; what: string; isPassing?: boolean; status?: number; askedMs?: number };
  'model/invalid-manifest': { bundle: string } & ProblemList;
  'model/hash-mismatch': { bundle: string; path: string; expected: string; got: string };
  'model/golden-mismatch': { bundle: string; backend: string; what: string };
  'model/unsupported': { bundle: string; what: string };
  /** A folder or archive that is no bundle, or not a whole one. */
  'model/invalid-bundle': { bundle: string } & ProblemList;
  /** A model that ships with this installation has the name already. */
  'model/name-taken': { bundle: string };
  /** `roomBytes`: what the browser would give; null where it does not say. */
  'model/no-room': { bundle: string; bytes: number; roomBytes: number | null };
  /** A run is in progress, on the machine that a new model has to be tried on. */
  'model/busy': { bundle: string };
  /** Files of models are not deleted while some tab reads such files. */
  'model/in-use': { bundle: string };
  /** Kept on this machine once, and not there any more. */
  'model/files-gone': { bundle: string; path: string };
  /** Weights that do not fit the memory that the back end can have. */
  'model/too-large': { bundle: string; backend: string; needBytes: number; limitBytes: number };
  'run/no-spacing': { slide: string };
  'run/no-tissue': { slide: string; tissueShare: number };
  'run/slide-too-coarse': { slideUmPerPx: number; modelUmPerPx: number; maxEnlargement: number };
  /** An image for attention sampling, px at the model's spacing. */
  'run/image-too-small': { width: number; height: number; leastPx: number; umPerPx: number };
  'run/image-too-large': { width: number; height: number; maxPixels: number; umPerPx: number };
  'run/back-end-failed': { backend: string; what: string };
  /** `before`: the device was gone before the call began, so that nothing was lost and another worker can be asked. */
  'run/gpu-lost': { what: string; before?: true };
  'run/out-of-memory': { what: string };
  'result/invalid': { name: string } & ProblemList;
  /** What could not be kept on this machine, because its storage is full. */
  'storage/full': { what: 'result' | 'settings' };
  /** The browser keeps no files for this page, or does not say why it could not. */
  'storage/refused': { what: 'result' | 'settings' };
  /** A result of more bytes than are read back. */
  'storage/result-too-large': { bytes: number; most: number };
  'result/no-features': { slide: string; missing: number; patches: number };
  /** A share link; `characters`: of what was given. */
  'link/too-long': { characters: number; most: number };
  'link/unknown-version': { version: string };
  'link/damaged': { problem: Problem };
  /** It would unpack to more than any link does. */
  'link/too-large': { mostBytes: number };
  'link/invalid': ProblemList;
  /** The link was made on another slide than the one that was opened. */
  'link/wrong-slide': { wanted: string; opened: string; why: 'size' | 'content' | 'name' };
  /** The view of a slide, wanted as a picture before it was drawn. */
  'view/no-picture': { slide: string };
  /** Of the page or a worker; a run's own is `run/out-of-memory`. */
  'memory/full': { what: string };
  'worker/crashed': { worker: string; what: string };
  /** Code of the window that is fetched when it is first wanted, and could not be had. */
  'program/part-missing': { what: string };
  internal: { what: string };
}

export type ErrorCode = keyof ErrorContexts;

/** A failure with a code and the facts that its sentence needs. `message` is for logs; users see the catalogue's text. */
export class FoveaError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'FoveaError';
  readonly context: ErrorContexts[C];

  constructor(
    readonly code: C,
    context: ErrorContexts[C],
    options?: { cause?: unknown },
  ) {
    const told = withPlainAddress(context);
    super(`${code} ${JSON.stringify(told)}`, options);
    this.context = told;
  }
}

export function isFoveaError(value: unknown): value is FoveaError {
  return value instanceof FoveaError;
}

/** Plain-data form of a {@link FoveaError}, for messages between workers and for serialisable state. */
export type PlainError = { [C in ErrorCode]: { readonly code: C; readonly context: ErrorContexts[C] } }[ErrorCode];

/** Any thrown value as plain data; what is not a {@link FoveaError} becomes `internal`. */
export function toPlainError(value: unknown): PlainError {
  if (isFoveaError(value)) return { code: value.code, context: value.context } as PlainError;
  const what = value instanceof Error ? `${value.name}: ${value.message}` : String(value);
  return { code: isOutOfMemory(value) ? 'memory/full' : 'internal', context: { what } };
}

/** The reverse of {@link toPlainError}. */
export function fromPlainError(plain: PlainError): FoveaError {
  return new FoveaError(plain.code, plain.context);
}
