import { parseResultFile, serializeResult } from '#core/result/result-file.ts';
import type { ReadResultFile, ResultStorage } from '#workers/result/contract.ts';
import { changeKept, forgetKept, keptName, keptResultBytes, listKept } from '../workers/result/result-folder.ts';
import { memoryDirectory } from './memory-directory.ts';
import { memoryLocks } from './memory-locks.ts';

/** The results of several tabs on one disk in memory, through the code that keeps them on a real one. */
export function memoryResults() {
  const disk = memoryDirectory();
  const locks = memoryLocks();
  const tabs = new Set<(fingerprint: string) => void>();

  /** One tab's view of it: hears of the others' changes, not of its own. */
  function tab(): ResultStorage & { readonly puts: string[] } {
    const own = new Set<(fingerprint: string) => void>();
    const puts: string[] = [];
    return {
      puts,
      nameOf: keptName,
      list: (fingerprint) => listKept(disk.root, fingerprint),
      put: async (fingerprint, { result, ...kept }) => {
        const bytes = new TextEncoder().encode(serializeResult(result));
        const stamp = await changeKept(disk.root, fingerprint, { kind: 'put', ...kept, bytes }, locks);
        if (stamp === null) return null;
        puts.push(result.id);
        for (const told of tabs) if (!own.has(told)) told(fingerprint);
        return stamp;
      },
      change: async (fingerprint, change) => {
        await changeKept(disk.root, fingerprint, change, locks);
      },
      watch: (changed) => {
        own.add(changed);
        tabs.add(changed);
        return () => {
          tabs.delete(changed);
        };
      },
      bytesBySlide: () => keptResultBytes(disk.root),
      forget: (fingerprint) => forgetKept(disk.root, fingerprint, locks),
    };
  }
  return { disk, locks, tab };
}

/** Reads a result file on this thread. */
export const readResultHere: ReadResultFile = async (file) => parseResultFile(await file.text(), file.name);
