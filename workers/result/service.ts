import { FoveaError } from '#core/errors/fovea-error.ts';
import { tooLargeFile } from '#core/errors/problems.ts';
import { clamH5 } from '#core/result/clam-h5.ts';
import { IMPORT_LIMITS } from '#core/result/imports/imported-maps.ts';
import { parseResultFile } from '#core/result/result-file.ts';
import { RESULT_LIMITS } from '#core/result/result-schema.ts';
import { makeShareLink } from '#core/result/share-link/share-link.ts';
import type { CallHandlers } from '../shared/calls.ts';
import { buffersOfFile, buffersOfResult, sentFile, sentResult } from '../shared/sent-patches.ts';
import type { ResultCalls } from './calls.ts';
import { writeH5 } from './h5-file.ts';
import { readOtherFile } from './other-file.ts';

export function createResultService(): CallHandlers<ResultCalls> {
  return {
    async read({ file }) {
      checkSize(file, RESULT_LIMITS.bytes);
      const value = sentResult(parseResultFile(await file.text(), file.name));
      return { value, transfer: buffersOfResult(value) };
    },
    async readOther({ file }) {
      checkSize(file, IMPORT_LIMITS.bytes);
      const value = sentFile(await readOtherFile(file));
      return { value, transfer: buffersOfFile(value) };
    },
    makeLink: (request) => Promise.resolve({ value: makeShareLink(request) }),
    async writeClamH5({ result, shown }) {
      const value = await writeH5(clamH5(result, shown));
      return { value, transfer: [value.buffer] };
    },
  };
}

/** Before a byte of it is read: the text alone may be more than a string can hold. */
function checkSize(file: File, most: number): void {
  if (file.size <= most) return;
  throw new FoveaError('result/invalid', { name: file.name, problems: [tooLargeFile(file.size, most)], more: 0 });
}
