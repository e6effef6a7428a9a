import '#core/network/no-side-doors.ts';
import { threadNetwork } from '#network/thread-network.ts';
import { serveCalls } from '../shared/calls.ts';
import { networkHandlers, type NetworkCalls } from '../shared/network-link.ts';
import type { WholeFileCalls, WholeFileProgress } from './calls.ts';
import { readWholeFile } from './read-whole-file.ts';

serveCalls<WholeFileCalls & NetworkCalls>({
  ...networkHandlers(threadNetwork),
  async read({ url, purpose }, { signal, progress }) {
    const told = (doneBytes: number, totalBytes: number | null) => {
      const now: WholeFileProgress = { doneBytes, totalBytes };
      progress(now);
    };
    return { value: await readWholeFile(url, told, signal, purpose) };
  },
});
