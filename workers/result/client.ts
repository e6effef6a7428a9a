import { lentResult, numbersOfResult, receivedFile, receivedResult } from '../shared/sent-patches.ts';
import { linkWorker } from '../shared/worker-link.ts';
import type { ResultCalls } from './calls.ts';
import type { MakeLink, OtherFiles, ReadResultFile, WriteResultFile } from './contract.ts';

/** Reads result files, each in a worker of its own that is ended afterwards: what parsing took is given back at once. */
export function createResultReader(): ReadResultFile {
  return async (file, signal) => receivedResult(await callAlone('read', { file }, signal));
}

/** Writes files with results, each in a worker of its own likewise. */
export function createResultWriter(): WriteResultFile {
  return ({ result, file }, signal) => {
    const sent = lentResult(result);
    return callAlone('write', { result: sent, file }, signal, numbersOfResult(sent));
  };
}

/** Reads other programs' files, each in a worker of its own likewise. */
export function createOtherFiles(): OtherFiles {
  return { read: async (file, signal) => receivedFile(await callAlone('readOther', { file }, signal)) };
}

/** Makes links, each in a worker of its own likewise. */
export function createLinkMaker(): MakeLink {
  return ({ content, ...request }, signal) => {
    const result = lentResult(content.result);
    return callAlone('makeLink', { ...request, content: { ...content, result } }, signal, numbersOfResult(result));
  };
}

async function callAlone<K extends keyof ResultCalls>(
  name: K,
  request: ResultCalls[K]['request'],
  signal: AbortSignal | undefined,
  transfer: readonly Transferable[] = [],
): Promise<ResultCalls[K]['answer']> {
  const worker = new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'fovea-result' });
  const link = linkWorker<ResultCalls>(worker, 'result');
  try {
    return await link.call(name, request, { signal, transfer });
  } finally {
    link.terminate(new DOMException('its one call is over', 'AbortError'));
  }
}
