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

/** A result kept on this machine, unread. */
export interface KeptFile {
  readonly name: string;
  /** A result file that anyone may have changed. */
  readonly file: File;
  /** Tells it from what another tab writes in its place later. */
  readonly stamp: string;
  /** What was written with it; null where that is gone. */
  readonly about: string | null;
}

/** The results kept of one slide, in no order. */
export interface KeptFiles {
  readonly results: readonly KeptFile[];
  /** Name of the one that was shown. */
  readonly shown: string | null;
}

/** A change that needs no result. */
export interface SmallChange {
  readonly kind: 'remove' | 'show';
  readonly name: string;
}

/** What the results of one slide take. */
export interface KeptResultsOfSlide {
  readonly fingerprint: string;
  readonly count: number;
  readonly bytes: number;
  /** What was written with the latest; null where that is gone. */
  readonly about: string | null;
}

/** Results kept on this machine, by the fingerprint of their slide. */
export interface ResultStorage {
  /** Name under which a result is kept, by its key. */
  readonly nameOf: (key: string) => Promise<string>;
  readonly list: (fingerprint: string) => Promise<KeptFiles>;
  /**
   * Writes a result in the place of the one of that name, which stays until the new one is whole. Of one slide the oldest go where there are more than
   * `MOST_KEPT_RESULTS`; those of other slides never.
   *
   * @param kept.over stamp of the file that it takes the place of; null where none is known
   * @returns its stamp; null where there is another one than `over`: another tab has written it, and nothing was changed
   * @throws FoveaError `storage/full`, `storage/result-too-large`
   */
  readonly put: (
    fingerprint: string,
    kept: {
      readonly name: string;
      readonly result: QuestionedResult;
      readonly about: string;
      readonly over: string | null;
    },
  ) => Promise<string | null>;
  /** @throws FoveaError `storage/full` */
  readonly change: (fingerprint: string, change: SmallChange) => Promise<void>;
  /** Hears of slides to which another tab has added a result, until the returned function is called. */
  readonly watch: (changed: (fingerprint: string) => void) => () => void;
  /** What is kept, by slide. */
  readonly bytesBySlide: () => Promise<readonly KeptResultsOfSlide[]>;
  /** Deletes the results of one slide, or of all. */
  readonly forget: (fingerprint: string | null) => Promise<void>;
}
