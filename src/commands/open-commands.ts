import { FoveaError, toPlainError, type PlainError } from '#core/errors/fovea-error.ts';
import { rememberSlide, rememberedSpacing } from '#state/preferences-store.ts';
import {
  MAX_OPEN_SLIDES,
  beginOpening,
  cancelOpening,
  dismissOpening,
  failOpening,
  finishOpening,
  isOpening,
  progressOpening,
} from '#state/slides-store.ts';
import type { SlideSource } from '#workers/slide/contract.ts';
import { closeInWorker } from './close-in-worker.ts';
import { PHANTOM_PATH, type CommandContext } from './context.ts';
import { suggestForShownSlide } from './model-commands.ts';
import type { FileHandle } from './recent-files.ts';
import { rememberHandle } from './remember-handle.ts';

export interface OpenCommands {
  /** Opens a slide and shows it. A later call takes the place of one that is still going on. Never rejects. */
  readonly openSlide: (source: SlideSource) => Promise<void>;
  /** Opens an address as typed: blanks trimmed, relative ones refused. */
  readonly openLink: (text: string) => Promise<void>;
  /** Opens an address that a link names; the list of recent slides does not take it, as nobody here chose it. */
  readonly openNamed: (url: string) => Promise<void>;
  readonly openPhantom: () => Promise<void>;
  /** Opens what was dropped; null stands for a drop that held nothing to open. `handle` as in {@link OpenCommands.openHandled}. */
  readonly openDropped: (source: SlideSource | null, handle?: Promise<FileHandle | null>) => Promise<void>;
  /** Opens a file or folder; once it is open it is kept among the recent ones, where the browser gave a way back to it. Never rejects. */
  readonly openHandled: (source: SlideSource, handle: Promise<FileHandle | null>) => Promise<void>;
  /** Fetches the whole file of the address that was opened last, from a server that cannot send parts of it, then opens it. */
  readonly downloadSlide: () => Promise<void>;
  /** Opens once more what was asked for last, now that its server can be read. */
  readonly openAgain: () => Promise<void>;
  readonly cancelOpening: () => void;
  readonly dismissOpeningError: () => void;
}

export function openCommands(context: CommandContext): OpenCommands {
  const { stores, slides } = context;
  let current: AbortController | null = null;
  /** The address opened last, whole: an error tells it without what may be a credential. */
  let asked: string | null = null;
  let again: (() => Promise<void>) | null = null;

  /** One attempt to open: `find` gives the source once it is at hand. Ends in exactly one state, or in none if superseded. */
  async function attempt(
    name: string,
    find: (token: string, signal: AbortSignal) => Promise<SlideSource> | SlideSource,
    options: { remember: boolean; downloadedFrom?: string; handle?: Promise<FileHandle | null> },
  ): Promise<void> {
    current?.abort();
    const controller = new AbortController();
    current = controller;
    const { signal } = controller;
    const token = context.newId();
    stores.slides.setState((state) => beginOpening(state, { token, name, download: null }));
    try {
      if (stores.slides.getState().order.length >= MAX_OPEN_SLIDES)
        throw new FoveaError('slide/too-many-open', { max: MAX_OPEN_SLIDES });
      const source = await find(token, signal);
      const description = await slides.open({ source }, signal);
      if (!isOpening(stores.slides.getState(), token)) {
        await closeInWorker(slides, description.id);
        return;
      }
      const statedUmPerPx = rememberedSpacing(stores.preferences.getState(), description.fingerprint);
      stores.slides.setState((state) =>
        finishOpening(state, token, description, { statedUmPerPx, downloadedFrom: options.downloadedFrom ?? null }),
      );
      suggestForShownSlide(context);
      if (source.kind === 'url' && options.remember)
        stores.preferences.setState((state) => rememberSlide(state, source.url, description.name));
      if (options.handle) void rememberHandle(context, options.handle);
    } catch (reason) {
      // An abort was asked for, by the user or by a later opening, and the state says so already.
      if (!signal.aborted) stores.slides.setState((state) => failOpening(state, token, toPlainError(reason)));
    }
  }

  function open(
    source: SlideSource,
    options: { remember: boolean; handle?: Promise<FileHandle | null> },
  ): Promise<void> {
    asked = source.kind === 'url' ? source.url : null;
    // What the user chose by hand is named by that; a link's host when the user has agreed to it.
    if (asked !== null && options.remember) context.network.name(asked);
    again = () => open(source, options);
    return attempt(nameOf(source), () => source, options);
  }

  async function download(url: string, name: string, token: string, signal: AbortSignal): Promise<SlideSource> {
    const onProgress = (doneBytes: number, totalBytes: number | null) => {
      stores.slides.setState((state) => progressOpening(state, token, { doneBytes, totalBytes }));
    };
    const blob = await context.fetchBlob(url, onProgress, signal, 'slide');
    return { kind: 'file', file: new File([blob], name) };
  }

  return {
    openSlide: (source) => open(source, { remember: true }),
    openLink: (text) => open({ kind: 'url', url: text.trim() }, { remember: true }),
    openNamed: (url) => open({ kind: 'url', url }, { remember: false }),
    openPhantom: () => open({ kind: 'url', url: new URL(PHANTOM_PATH, context.baseUrl).href }, { remember: false }),
    openHandled: (source, handle) => open(source, { remember: true, handle }),
    openDropped: async (source, handle) => {
      if (source) await open(source, { remember: true, ...(handle ? { handle } : {}) });
      else reportOpeningError(context, '', { code: 'slide/nothing-dropped', context: {} });
    },
    downloadSlide: async () => {
      const url = asked;
      if (url === null) return;
      const name = nameOf({ kind: 'url', url });
      const downloadedFrom = URL.parse(url)?.host ?? url;
      await attempt(name, (token, signal) => download(url, name, token, signal), { remember: false, downloadedFrom });
    },
    openAgain: async () => {
      await again?.();
    },
    cancelOpening: () => {
      stores.slides.setState(cancelOpening);
      current?.abort();
    },
    dismissOpeningError: () => {
      stores.slides.setState(dismissOpening);
    },
  };
}

/** Puts a failure where failures to open are shown. */
export function reportOpeningError({ stores, newId }: CommandContext, name: string, error: PlainError): void {
  const token = newId();
  stores.slides.setState((state) => failOpening(beginOpening(state, { token, name, download: null }), token, error));
}

/** File, folder or last path segment of an address, for the screen. */
export function nameOf(source: SlideSource): string {
  if (source.kind === 'file') return source.file.name;
  if (source.kind === 'folder') return source.name;
  const path = URL.parse(source.url)?.pathname ?? source.url;
  const last = path.split('/').findLast((part) => part !== '') ?? source.url;
  try {
    return decodeURIComponent(last);
  } catch {
    // Not valid percent-encoding: shown as it is.
    return last;
  }
}
