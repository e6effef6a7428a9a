import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { SharedOverlay, SharedView } from '#core/result/share-link/link-content.ts';
import type { QuestionedResult } from '#core/result/questions.ts';
import type { FileOrigin, LinkOrigin } from './slide-results.ts';

/** A result that came with the page's address, or that the address named. */
export interface SharedResult {
  readonly result: QuestionedResult;
  readonly origin: Omit<LinkOrigin, 'slideKnownBy'> | Omit<FileOrigin, 'slideKnownBy'>;
  /** Null where the link does not say: the whole slide, and the overlay as it is. */
  readonly view: SharedView | null;
  readonly overlay: SharedOverlay | null;
  /** Of the slide's file. */
  readonly slideBytes: number | null;
}

/** What an address asks for beside the page itself: addresses of a slide and of a result file, and a result in its fragment. */
export interface Wanted {
  readonly slideUrl: string | null;
  readonly resultUrl: string | null;
  readonly shared: SharedResult | null;
}

/** A host that would be contacted, and what for. */
export interface AskedHost {
  /** Scheme, host and port: agreeing to one says nothing of the others. */
  readonly origin: string;
  /** As it is shown. */
  readonly host: string;
  /** Origin and path of what would be read. A query is not in it, which may be a key to it. */
  readonly address: string;
  readonly purpose: 'slide' | 'result';
}

export type LinkStatus =
  | { readonly kind: 'idle' }
  /** Nothing happens until the user has agreed that these hosts are contacted. */
  | { readonly kind: 'asking'; readonly hosts: readonly AskedHost[]; readonly wanted: Wanted }
  /** A result file is being fetched. */
  | { readonly kind: 'fetching'; readonly host: string; readonly doneBytes: number }
  /** The slide of the result is not open yet; `problem`: why the one opened last is not it. */
  | { readonly kind: 'waiting'; readonly shared: SharedResult; readonly problem: PlainError | null }
  | { readonly kind: 'refused'; readonly error: PlainError };

export interface LinkState {
  readonly status: LinkStatus;
  /** What the user has agreed to in this window ({@link agreementTo}); it is not asked about again. */
  readonly agreed: readonly string[];
  /** A view to be taken by the viewer of a slide that was on screen already; whoever takes it clears it. */
  readonly wantedView: { readonly slideId: string; readonly view: SharedView } | null;
}

export type LinkStore = StoreApi<LinkState>;

export const NO_LINK: LinkState = { status: { kind: 'idle' }, agreed: [], wantedView: null };

export function createLinkStore(): LinkStore {
  return createStore(() => NO_LINK);
}

/** Takes a message, a question or a result that waits off the screen. */
export function dismissLink(state: LinkState): LinkState {
  return state.status.kind === 'idle' ? state : { ...state, status: { kind: 'idle' } };
}

/** Remembers for this window that the hosts in question may be contacted for what was asked. */
export function agreeToHosts(state: LinkState): LinkState {
  if (state.status.kind !== 'asking') return state;
  return { ...state, agreed: [...new Set([...state.agreed, ...state.status.hosts.map(agreementTo)])] };
}

/** What agreeing to contact a host is remembered by: for one purpose, at one origin. */
export function agreementTo({ purpose, origin }: AskedHost): string {
  return `${purpose} ${origin}`;
}

/** Says of a slide just opened why it is not the one that a result waits for; unchanged where none waits. */
export function sayOtherSlide(state: LinkState, problem: PlainError | null): LinkState {
  return state.status.kind === 'waiting' ? { ...state, status: { ...state.status, problem } } : state;
}
