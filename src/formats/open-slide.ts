import { FoveaError } from '#core/errors/fovea-error.ts';
import type { SlideReader } from './slide-reader.ts';
import { BlockedSource } from './source/blocked-source.ts';
import type { SourceStats } from './source/byte-source.ts';
import { FileFetcher, type NamedBlob } from './source/file-fetcher.ts';
import { fileFingerprint } from './source/fingerprint.ts';
import { HttpFetcher, parseSlideUrl, type HttpOptions } from './source/http-fetcher.ts';
import { parseTiffHeader } from './tiff/directory.ts';
import { openTiff } from './tiff/open-tiff.ts';

/** Where a slide is; the plain-data form crosses to the worker, see `workers/slide/contract.ts`. */
export type SlideLocation =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'file'; readonly file: NamedBlob }
  | {
      readonly kind: 'folder';
      readonly name: string;
      readonly files: readonly { readonly path: string; readonly file: NamedBlob }[];
    };

export interface OpenedSlide {
  readonly reader: SlideReader;
  readonly fingerprint: string | null;
  readonly byteSize: number | null;
  readonly url: string | null;
  stats(): SourceStats;
}

export interface OpenOptions {
  readonly http?: Partial<HttpOptions>;
}

/** Bytes that tell the formats apart. */
const HEAD_BYTES = 16;

/** Finds the format by content and reads what is needed to show the slide. Rejects with a coded error. */
export async function openSlide(
  location: SlideLocation,
  signal: AbortSignal,
  options: OpenOptions = {},
): Promise<OpenedSlide> {
  if (location.kind === 'folder') throw new FoveaError('slide/unknown-format', { name: location.name });
  const url = location.kind === 'url' ? parseSlideUrl(location.url) : null;
  const source = new BlockedSource(
    location.kind === 'file'
      ? new FileFetcher(location.file)
      : new HttpFetcher(parseSlideUrl(location.url), options.http),
  );
  if (source.size === 0) throw new FoveaError('slide/empty', { name: source.name });
  const head = await source.read(0, source.size === null ? HEAD_BYTES : Math.min(HEAD_BYTES, source.size), signal);
  const tiff = parseTiffHeader(head);
  if (!tiff) throw new FoveaError('slide/unknown-format', { name: source.name });
  const [reader, fingerprint] = await Promise.all([openTiff(source, tiff, signal), fileFingerprint(source, signal)]);
  return { reader, fingerprint, byteSize: source.size, url: url?.href ?? null, stats: () => source.stats };
}
