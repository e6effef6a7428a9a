/**
 * Results of one slide that are kept on this machine, at most. More than a window adds to its list by itself, so that what two tabs add does not
 * push each other out; no more than a window lists, so that each can be looked at, exported and deleted.
 */
export const MOST_KEPT_RESULTS = 24;
