/** What a request is made for. */
export type Purpose = 'app' | 'slide' | 'model' | 'result';

/** A header that a server demands: sent to its very origin, kept in memory, told to nobody. */
export interface Credential {
  /** Name of the header. */
  readonly name: string;
  /** Its whole value. A secret. */
  readonly value: string;
}

/** What the user allowed in this window, without secrets. Plain data. */
export interface AllowedNetwork {
  /** Origins that may be reached beside the application's own. */
  readonly named: readonly string[];
  /** Origins whose redirects are followed; see decision 0704. */
  readonly followed: readonly string[];
}

/** All that a thread needs to decide about a request. Plain data that crosses to workers; held in memory only. */
export interface NetworkPolicy extends AllowedNetwork {
  readonly credentials: readonly (Credential & { readonly origin: string })[];
}

export const NOTHING_NAMED: NetworkPolicy = { named: [], followed: [], credentials: [] };
