import { receivedFile, receivedResult } from '../shared/sent-patches.ts';
import { linkWorker } from '../shared/worker-link.ts';
import type { ResultCalls } from './calls.ts';
import type { MakeLink, OtherFiles, ReadResultFile } from './contract.ts';

/** Reads result files, each in a worker of its own that is ended afterwards: what parsing took is given back at once. */
export function createResultReader(): ReadResultFile {
  return async (file, signal) => receivedResult(await callAlone('read', { file }, signal));
}

/** Reads and writes other programs' files, each in a worker of its own likewise. */
export function createOtherFiles(): OtherFiles {
  return {
    read: async (file, signal) => receivedFile(await callAlone('readOther', { file }, signal)),
    writeClamH5: (request, signal) => callAlone('writeClamH5', request, signal),
  };
}

/** Makes links, each in a worker of its own likewise. */
export function createLinkMaker(): MakeLink {
  return (request, signal) => callAlone('makeLink', request, signal);
}

async function callAlone<K extends keyof ResultCalls>(
  name: K,
  request: ResultCalls[K]['request'],
  signal: AbortSignal | undefined,
): Promise<ResultCalls[K]['answer']> {
  const worker = new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'fovea-result' });
  const link = linkWorker<ResultCalls>(worker, 'result');
  try {
    return await link.call(name, request, { signal });
  } finally {
    link.terminate(new DOMException('its one call is over', 'AbortError'));
  }
}
