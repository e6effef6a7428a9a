/** Contract of the result worker: plain data and types only. */
import type { ImportedFile } from '#core/result/imports/imported-maps.ts';
import type { LinkRequest, MadeLink } from '#core/result/share-link/share-link.ts';
import type { MapId } from '#core/model/map-ids.ts';
import type { QuestionedResult } from '#core/result/questions.ts';

/**
 * Reads a result file that anyone may have written, off the page's thread.
 *
 * @throws FoveaError `result/invalid`; `worker/crashed` where the file was more than the worker's memory could take
 */
export type ReadResultFile = (file: File, signal?: AbortSignal) => Promise<QuestionedResult>;

/**
 * Makes the link to a result off the page's thread: packing ten thousands of patches takes tenths of a second.
 *
 * @throws FoveaError `worker/crashed`
 */
export type MakeLink = (request: LinkRequest, signal?: AbortSignal) => Promise<MadeLink>;

/** A file that holds a result. Of CLAM's attention file, `shown` becomes `attention_scores`. */
export type WrittenFile =
  { readonly kind: 'result' | 'wsinfer-csv' | 'qupath-geojson' } | { readonly kind: 'clam-h5'; readonly shown: MapId };

/**
 * The bytes of a file with a result, made off the page's thread: hundreds of thousands of patches take seconds.
 *
 * @throws FoveaError `worker/crashed`
 */
export type WriteResultFile = (
  request: { readonly result: QuestionedResult; readonly file: WrittenFile },
  signal?: AbortSignal,
) => Promise<Uint8Array<ArrayBuffer>>;

/** Files of other programs, read off the page's thread. */
export interface OtherFiles {
  /**
   * Reads a WSInfer CSV, a QuPath GeoJSON or a CLAM HDF5 file that anyone may have written; which it is, its content tells.
   *
   * @throws FoveaError `result/invalid`; `worker/crashed` where the file was more than the worker's memory could take
   */
  readonly read: (file: File, signal?: AbortSignal) => Promise<ImportedFile>;
}
