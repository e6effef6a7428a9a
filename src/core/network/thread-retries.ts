import { createRetries } from './retries.ts';

/** Who tries again in this thread: one for all that it fetches, so that what is waited for can be told in one place. */
export const threadRetries = createRetries();
