import { lentResult, numbersOfResult } from '../shared/sent-patches.ts';
import { callAlone } from './call-alone.ts';
import type { ResultStorage } from './contract.ts';
import { forgetKept, keptName, keptResultBytes, listKept } from './result-folder.ts';

const CHANNEL = 'fovea-results';

/**
 * Results in the origin's private file system, written by workers. Tabs tell each other over a broadcast channel: one for writing and watching,
 * as a channel never hears what it says itself.
 */
export function createResultStorage(root: () => Promise<FileSystemDirectoryHandle>): ResultStorage {
  const channel = new BroadcastChannel(CHANNEL);
  const watching = new Set<(fingerprint: string) => void>();
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') for (const changed of watching) changed(data);
  };
  return {
    nameOf: keptName,
    list: (fingerprint) => listKept(root, fingerprint),
    async put(fingerprint, { result, ...kept }) {
      const sent = lentResult(result);
      const change = { kind: 'put', ...kept, result: sent } as const;
      const stamp = await callAlone('changeKept', { fingerprint, change }, undefined, numbersOfResult(sent));
      if (stamp !== null) channel.postMessage(fingerprint);
      return stamp;
    },
    async change(fingerprint, change) {
      await callAlone('changeKept', { fingerprint, change }, undefined);
    },
    watch(changed) {
      watching.add(changed);
      return () => {
        watching.delete(changed);
      };
    },
    bytesBySlide: () => keptResultBytes(root),
    forget: (fingerprint) => forgetKept(root, fingerprint, navigator.locks),
  };
}
