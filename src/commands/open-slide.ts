import { FoveaError, toPlainError } from '#core/errors/fovea-error.ts';
import { rememberSlide, rememberedSpacing } from '#state/preferences-store.ts';
import {
  MAX_OPEN_SLIDES,
  beginOpening,
  cancelOpening,
  dismissOpening,
  failOpening,
  finishOpening,
  isOpening,
} from '#state/slides-store.ts';
import type { SlideSource } from '#workers/slide/contract.ts';
import type { CommandContext } from './context.ts';

/** Address of the phantom slide that ships, relative to the application. */
export const PHANTOM_PATH = 'phantom/phantom-01.tif';

export interface OpenCommands {
  /** Opens a slide and shows it. A later call takes the place of one that is still going on. Never rejects. */
  openSlide(source: SlideSource): Promise<void>;
  /** Opens an address as typed: blanks trimmed, relative ones refused. */
  openLink(text: string): Promise<void>;
  openPhantom(): Promise<void>;
  /** Opens what was dropped; null stands for a drop that held nothing to open. */
  openDropped(source: SlideSource | null): void;
  cancelOpening(): void;
  dismissOpeningError(): void;
}

export function openCommands(context: CommandContext): OpenCommands {
  const { stores, slides } = context;
  let current: AbortController | null = null;

  async function open(source: SlideSource, options: { remember: boolean }): Promise<void> {
    current?.abort();
    const controller = new AbortController();
    current = controller;
    const token = context.newId();
    const name = nameOf(source);
    stores.slides.setState((state) => beginOpening(state, { token, name }));
    try {
      if (stores.slides.getState().order.length >= MAX_OPEN_SLIDES)
        throw new FoveaError('slide/too-many-open', { max: MAX_OPEN_SLIDES });
      const description = await slides.open({ source }, controller.signal);
      if (!isOpening(stores.slides.getState(), token)) {
        await slides.close({ slideId: description.id });
        return;
      }
      const stated = rememberedSpacing(stores.preferences.getState(), description.fingerprint);
      stores.slides.setState((state) => finishOpening(state, token, description, stated));
      if (source.kind === 'url' && options.remember)
        stores.preferences.setState((state) => rememberSlide(state, source.url, description.name));
    } catch (reason) {
      // An abort was asked for, by the user or by a later opening, and the state says so already.
      if (!controller.signal.aborted)
        stores.slides.setState((state) => failOpening(state, token, toPlainError(reason)));
    }
  }

  return {
    openSlide: (source) => open(source, { remember: true }),
    openLink: (text) => open({ kind: 'url', url: text.trim() }, { remember: true }),
    openPhantom: () => open({ kind: 'url', url: new URL(PHANTOM_PATH, context.baseUrl).href }, { remember: false }),
    openDropped: (source) => {
      if (source) void open(source, { remember: true });
      else {
        const token = context.newId();
        const error = toPlainError(new FoveaError('slide/unknown-format', { name: 'What was dropped' }));
        stores.slides.setState((state) => failOpening(beginOpening(state, { token, name: '' }), token, error));
      }
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
