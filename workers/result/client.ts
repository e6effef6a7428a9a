import { lentResult, numbersOfResult, receivedFile, receivedResult } from '../shared/sent-patches.ts';
import { callAlone } from './call-alone.ts';
import type { MakeLink, OtherFiles, ReadResultFile, WriteResultFile } from './contract.ts';
import { withinDeadline } from './reading-deadline.ts';

/** Reads result files, each in a worker of its own that is ended afterwards: what parsing took is given back at once. */
export function createResultReader(): ReadResultFile {
  return async (file, signal) =>
    receivedResult(await withinDeadline(file.name, signal, (both) => callAlone('read', { file }, both)));
}

/** Writes files with results, each in a worker of its own likewise. */
export function createResultWriter(): WriteResultFile {
  return ({ result, file }, signal) => {
    const sent = lentResult(result);
    return callAlone('write', { result: sent, file }, signal, numbersOfResult(sent));
  };
}

/** Reads other programs' files, each in a worker of its own likewise, which is ended where that takes too long. */
export function createOtherFiles(): OtherFiles {
  return {
    read: async (file, signal) =>
      receivedFile(await withinDeadline(file.name, signal, (both) => callAlone('readOther', { file }, both))),
  };
}

/** Makes links, each in a worker of its own likewise. */
export function createLinkMaker(): MakeLink {
  return ({ content, ...request }, signal) => {
    const result = lentResult(content.result);
    return callAlone('makeLink', { ...request, content: { ...content, result } }, signal, numbersOfResult(result));
  };
}
