import { FoveaError } from '#core/errors/fovea-error.ts';
import { parseResultFile } from '#core/result/result-file.ts';
import { RESULT_LIMITS } from '#core/result/result-schema.ts';
import type { CallHandlers } from '../shared/calls.ts';
import type { ResultCalls } from './calls.ts';

export function createResultService(): CallHandlers<ResultCalls> {
  return {
    async read({ file }) {
      // Before a byte of it is read: the text alone may be more than a string can hold.
      if (file.size > RESULT_LIMITS.bytes) {
        const megabytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`;
        const problems = [`it is ${megabytes(file.size)} large; at most ${megabytes(RESULT_LIMITS.bytes)} are read`];
        throw new FoveaError('result/invalid', { name: file.name, problems });
      }
      const value = parseResultFile(await file.text(), file.name);
      return { value, transfer: value.maps.map(({ values }) => values.buffer) };
    },
  };
}
