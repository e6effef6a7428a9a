import { FoveaError } from '#core/errors/fovea-error.ts';
import { openDeepZoom } from './deep-zoom/open-deep-zoom.ts';
import { openImage, plainImageKind, type DecodePyramid } from './image/open-image.ts';
import type { SlideReader } from './slide-reader.ts';
import { BlockedSource } from './source/blocked-source.ts';
import type { ByteSource, SourceStats } from './source/byte-source.ts';
import { FileFetcher } from './source/file-fetcher.ts';
import type { NamedBlob } from './source/read-file.ts';
import { folderTree, urlTree } from './source/file-tree.ts';
import { fileFingerprint, folderFingerprint } from './source/fingerprint.ts';
import { HttpFetcher, nameOfUrl, parseSlideUrl } from './source/http-fetcher.ts';
import type { Patience } from '#network/patience.ts';
import { parseTiffHeader } from './tiff/directory.ts';
import { openTiff } from './tiff/open-tiff.ts';

interface FolderEntry {
  readonly path: string;
  readonly file: NamedBlob;
}

/** Where a slide is; the plain-data form crosses to the worker, see `workers/slide/contract.ts`. */
export type SlideLocation =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'file'; readonly file: NamedBlob }
  | { readonly kind: 'folder'; readonly name: string; readonly files: readonly FolderEntry[] };

export interface OpenedSlide {
  readonly reader: SlideReader;
  readonly fingerprint: string | null;
  readonly byteSize: number | null;
  readonly url: string | null;
  stats(): SourceStats;
}

export interface OpenDependencies {
  readonly decodePyramid: DecodePyramid;
  readonly http?: Partial<Patience>;
}

/** Bytes that tell the formats apart. */
const HEAD_BYTES = 16;
const DESCRIPTOR = /\.dzi$/i;
const SINGLE_FILE_SLIDE = /\.(svs|tiff?|btf|tf[28])$/i;

/** Finds the format by content and reads what is needed to show the slide. Rejects with a coded error. */
export async function openSlide(
  location: SlideLocation,
  signal: AbortSignal,
  dependencies: OpenDependencies,
): Promise<OpenedSlide> {
  switch (location.kind) {
    case 'file':
      if (DESCRIPTOR.test(location.file.name))
        return openFolder(location.file.name, [fileAsEntry(location.file)], signal, dependencies);
      return openBytes(
        new BlockedSource(new FileFetcher(location.file, dependencies.http)),
        null,
        signal,
        dependencies,
      );
    case 'folder': {
      const only = singleFile(location.files);
      if (only)
        return openBytes(new BlockedSource(new FileFetcher(only, dependencies.http)), null, signal, dependencies);
      return openFolder(location.name, location.files, signal, dependencies);
    }
    case 'url': {
      const url = parseSlideUrl(location.url, (globalThis as { location?: { href: string } }).location?.href);
      if (DESCRIPTOR.test(url.pathname)) return openDescriptorUrl(url, signal, dependencies);
      return openBytes(new BlockedSource(new HttpFetcher(url, dependencies.http)), url, signal, dependencies);
    }
  }
}

async function openBytes(
  source: ByteSource,
  url: URL | null,
  signal: AbortSignal,
  { decodePyramid }: OpenDependencies,
): Promise<OpenedSlide> {
  if (source.size === 0) throw new FoveaError('slide/empty', { name: source.name });
  const head = await readHead(source, signal);
  const fingerprint = fileFingerprint(source, signal);
  fingerprint.catch(() => undefined); // if opening fails first, that is the error to tell
  const reader = await openByContent(source, head, decodePyramid, signal);
  return {
    reader,
    fingerprint: await fingerprint,
    byteSize: source.size,
    url: url?.href ?? null,
    stats: () => source.stats,
  };
}

/** The first bytes, as many as there are; a server may not tell the size before it is asked. */
async function readHead(source: ByteSource, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await source.read(0, Math.min(HEAD_BYTES, source.size ?? HEAD_BYTES), signal);
  } catch (error) {
    if (source.size === null || source.size >= HEAD_BYTES) throw error;
    throw new FoveaError('slide/unknown-format', { name: source.name }, { cause: error });
  }
}

function openByContent(
  source: ByteSource,
  head: Uint8Array,
  decodePyramid: DecodePyramid,
  signal: AbortSignal,
): Promise<SlideReader> {
  const tiff = parseTiffHeader(head);
  if (tiff) return openTiff(source, tiff, signal);
  const image = plainImageKind(head);
  if (image) return openImage(source, image, decodePyramid, signal);
  throw new FoveaError('slide/unknown-format', { name: source.name });
}

async function openDescriptorUrl(url: URL, signal: AbortSignal, { http }: OpenDependencies): Promise<OpenedSlide> {
  const tree = urlTree(url, http);
  const { reader } = await openDeepZoom(tree, nameOfUrl(url), signal);
  // The other files cannot be listed over HTTP, and a descriptor alone does not tell two slides of one size apart.
  return { reader, fingerprint: null, byteSize: null, url: url.href, stats: () => tree.stats };
}

async function openFolder(
  name: string,
  files: readonly FolderEntry[],
  signal: AbortSignal,
  dependencies: OpenDependencies,
): Promise<OpenedSlide> {
  const [descriptor] = files
    .filter(({ path }) => DESCRIPTOR.test(path))
    .sort((a, b) => a.path.length - b.path.length || (a.path < b.path ? -1 : 1));
  if (!descriptor) throw new FoveaError('slide/unknown-format', { name });
  const folder = descriptor.path.slice(0, descriptor.path.lastIndexOf('/') + 1);
  const descriptorName = descriptor.path.slice(folder.length);
  const tiles = `${descriptorName.replace(DESCRIPTOR, '')}_files/`;
  const own = new Map<string, NamedBlob>();
  for (const { path, file } of files) {
    const relative = path.startsWith(folder) ? path.slice(folder.length) : null;
    if (relative === descriptorName || relative?.startsWith(tiles)) own.set(relative, file);
  }
  if (own.size < 2) throw new FoveaError('slide/missing-file', { name: descriptorName, path: tiles });
  const tree = folderTree(descriptorName, own, dependencies.http);
  const { reader, descriptor: bytes } = await openDeepZoom(tree, descriptorName, signal);
  const listed = Array.from(own, ([path, { size }]) => ({ path, size }));
  return {
    reader,
    fingerprint: await folderFingerprint(bytes, listed),
    byteSize: listed.reduce((sum, { size }) => sum + size, 0),
    url: null,
    stats: () => tree.stats,
  };
}

function fileAsEntry(file: NamedBlob): FolderEntry {
  return { path: file.name, file };
}

/** A folder that holds one slide file and no descriptor is that slide. */
function singleFile(files: readonly FolderEntry[]): NamedBlob | null {
  if (files.some(({ path }) => DESCRIPTOR.test(path))) return null;
  const slides = files.filter(({ path }) => SINGLE_FILE_SLIDE.test(path));
  return slides.length === 1 ? (slides[0]?.file ?? null) : null;
}
