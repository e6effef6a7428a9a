import { createStore, type StoreApi } from 'zustand/vanilla';

/** What this machine holds of the program itself. */
export type ShellStatus =
  | { readonly kind: 'looking' }
  /**
   * No https; a browser or window that keeps nothing; a host that does not send the service worker; development; a disk that cannot be looked at.
   */
  | { readonly kind: 'impossible'; readonly why: 'insecure' | 'unsupported' | 'host' | 'development' | 'disk' }
  | { readonly kind: 'storing'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly kind: 'stored'; readonly files: number; readonly bytes: number }
  | {
      readonly kind: 'failed';
      readonly problem: 'unreachable' | 'other-content' | 'no-room' | 'stopped';
      readonly path: string;
    };

/** One that the user can have by a restart. */
export interface UpdateOffer {
  /** `elsewhere`: it was agreed to in another tab. `not-taken`: it was asked for and did not answer. */
  readonly kind: 'ready' | 'elsewhere' | 'not-taken';
  /** The user wants to hear of it no more, until the next one. */
  readonly isPutOff: boolean;
}

/** What is known of a newer version than the one that this tab runs. */
export type UpdateStatus =
  | { readonly kind: 'none'; readonly checkedAtMs: number | null }
  | { readonly kind: 'checking' }
  | { readonly kind: 'unreachable' }
  /** Found, and on its way onto this machine. */
  | { readonly kind: 'storing' }
  | { readonly kind: 'failed' }
  | UpdateOffer
  /** Asked for; the tab is about to be loaded anew. */
  | { readonly kind: 'restarting' };

export interface OfflineState {
  /** The build that this tab runs; null in development. */
  readonly version: string | null;
  readonly shell: ShellStatus;
  readonly update: UpdateStatus;
  /** Whether loading the page anew would give it several threads. */
  readonly wouldIsolate: boolean;
  /** `offered`: the browser would ask right away; `by-hand`: by its menu, if at all. */
  readonly install: 'installed' | 'offered' | 'by-hand';
}

export type OfflineStore = StoreApi<OfflineState>;

export function createOfflineStore(): OfflineStore {
  return createStore(() => ({
    version: null,
    shell: { kind: 'looking' },
    update: { kind: 'none', checkedAtMs: null },
    wouldIsolate: false,
    install: 'by-hand',
  }));
}

export function isOffer(update: UpdateStatus): update is UpdateOffer {
  return update.kind === 'ready' || update.kind === 'elsewhere' || update.kind === 'not-taken';
}

/** Puts the offer of a newer version off; it stays to be had in the dialog about this workstation. */
export function putOffUpdate(state: OfflineState): OfflineState {
  const { update } = state;
  return isOffer(update) ? { ...state, update: { ...update, isPutOff: true } } : state;
}
