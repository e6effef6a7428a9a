import { FoveaError } from '#core/errors/fovea-error.ts';
import { tooLargeFile } from '#core/errors/problems.ts';
import { clamH5 } from '#core/result/clam-h5.ts';
import { IMPORT_LIMITS } from '#core/result/imports/imported-maps.ts';
import { qupathGeoJson } from '#core/result/qupath-geojson.ts';
import type { QuestionedResult } from '#core/result/questions.ts';
import { parseResultFile, serializeResult } from '#core/result/result-file.ts';
import { RESULT_LIMITS } from '#core/result/result-schema.ts';
import { makeShareLink } from '#core/result/share-link/share-link.ts';
import { wsinferCsv } from '#core/result/wsinfer-csv.ts';
import type { CallHandlers } from '../shared/calls.ts';
import { buffersOfFile, buffersOfResult, receivedResult, sentFile, sentResult } from '../shared/sent-patches.ts';
import type { ResultCalls } from './calls.ts';
import type { WrittenFile } from './contract.ts';
import { writeH5 } from './h5-file.ts';
import { readOtherFile } from './other-file.ts';
import { changeKept } from './result-folder.ts';

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
    makeLink: ({ content, ...request }) =>
      Promise.resolve({
        value: makeShareLink({ ...request, content: { ...content, result: receivedResult(content.result) } }),
      }),
    async changeKept({ fingerprint, change }) {
      const whole =
        change.kind === 'put'
          ? { ...change, bytes: await written(receivedResult(change.result), { kind: 'result' }) }
          : change;
      const root = () => navigator.storage.getDirectory();
      return { value: await changeKept(root, fingerprint, whole, navigator.locks) };
    },
    async write({ result, file }) {
      const value = await written(receivedResult(result), file);
      return { value, transfer: [value.buffer] };
    },
  };
}

async function written(result: QuestionedResult, file: WrittenFile): Promise<Uint8Array<ArrayBuffer>> {
  switch (file.kind) {
    case 'result':
      return new TextEncoder().encode(serializeResult(result));
    case 'wsinfer-csv':
      return new TextEncoder().encode(wsinferCsv(result));
    case 'qupath-geojson':
      return new TextEncoder().encode(qupathGeoJson(result));
    case 'clam-h5':
      return writeH5(clamH5(result, file.shown));
  }
}

/** Before a byte of it is read: the text alone may be more than a string can hold. */
function checkSize(file: File, most: number): void {
  if (file.size <= most) return;
  throw new FoveaError('result/invalid', { name: file.name, problems: [tooLargeFile(file.size, most)], more: 0 });
}
