/** Contract of the result worker: plain data and types only. */
import type { QuestionedResult } from '#core/what-if/result-questions.ts';

/**
 * Reads a result file that anyone may have written, off the page's thread.
 *
 * @throws FoveaError `result/invalid`; `worker/crashed` where the file was more than the worker's memory could take
 */
export type ReadResultFile = (file: File, signal?: AbortSignal) => Promise<QuestionedResult>;
