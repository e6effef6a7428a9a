import { FoveaError } from '#core/errors/fovea-error.ts';
import { shortened, type Problem } from '#core/errors/problems.ts';
import { MANIFEST_LIMITS, parseManifestText } from '#core/model/manifest.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import { told } from '#core/result/schema-problems.ts';
import type { ListedFile } from './bundle-download.ts';
import type { DroppedBundleSource } from './contract.ts';
import { MAX_ENTRIES, ZipProblem, openZipEntry, readZipDirectory } from './zip-directory.ts';

/** A folder or archive whose manifest is in order; its files are still to be looked at. */
export interface DroppedBundle {
  readonly manifest: ModelManifest;
  /**
   * Content of a file of the manifest. The size that the source claims is the manifest's; what comes is to be counted and hashed.
   * @throws FoveaError `model/invalid-bundle`
   */
  open(file: ListedFile): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
}

interface Entry {
  readonly bytes: number;
  /** Bytes in the archive; of a folder's file its own. */
  readonly packedBytes: number;
  open(): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
}

const MANIFEST = 'model.json';
/** All files of a bundle together: three encoders of the largest size and some. */
const MAX_TOTAL_BYTES = 2 ** 33;
/**
 * Deflate packs nothing but repetition more than a hundredfold. Weights hardly pack at all: what does is there to fill the disk. Small files
 * may be anything.
 */
const MAX_RATIO = 100;
const RATIO_FROM_BYTES = 1 << 20;

/**
 * Reads what was dropped as far as its manifest: a .zip or a folder, with `model.json` at its top or in the one folder there.
 * Other files in it are left alone.
 *
 * @throws FoveaError `model/invalid-bundle`, `model/invalid-manifest`, `model/unsupported`
 */
export async function openDroppedBundle(source: DroppedBundleSource): Promise<DroppedBundle> {
  const name = source.kind === 'zip' ? source.file.name : source.name;
  const refuse: Refuse = (problem) =>
    new FoveaError('model/invalid-bundle', { bundle: name, problems: [problem], more: 0 });
  const inWords = async <T>(job: () => Promise<T>): Promise<T> => {
    try {
      return await job();
    } catch (error) {
      if (error instanceof ZipProblem) throw refuse(error.problem);
      throw error;
    }
  };
  const entries = await inWords(() => entriesOf(source, refuse));
  const top = topFolder([...entries.keys()], refuse);
  const manifestEntry = entries.get(top + MANIFEST);
  if (!manifestEntry) throw refuse({ code: 'no-manifest' });
  if (manifestEntry.bytes > MANIFEST_LIMITS.jsonBytes)
    throw refuse({
      code: 'file-too-long',
      path: MANIFEST,
      bytes: manifestEntry.bytes,
      most: MANIFEST_LIMITS.jsonBytes,
    });
  const text = await inWords(() => readText(manifestEntry, MANIFEST_LIMITS.jsonBytes));
  const manifest = parseManifestText(text, name);
  const problems = missingOrWrong(manifest, (path) => entries.get(top + path));
  if (problems.length > 0) throw new FoveaError('model/invalid-bundle', { bundle: manifest.id, ...told(problems) });
  return {
    manifest,
    open: (file) =>
      inWords(async () => {
        const entry = entries.get(top + file.path);
        if (!entry) throw new ZipProblem({ code: 'file-missing', path: file.path });
        return entry.open();
      }),
  };
}

type Refuse = (problem: Problem) => FoveaError;

async function entriesOf(source: DroppedBundleSource, refuse: Refuse): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  const add = (path: string, entry: Entry) => {
    if (!isPlainPath(path)) throw refuse({ code: 'path-outside', path: shortened(path) });
    if (entries.has(path)) throw refuse({ code: 'file-twice', path: shortened(path) });
    entries.set(path, entry);
  };
  if (source.kind === 'folder') {
    if (source.files.length > MAX_ENTRIES)
      throw refuse({ code: 'too-many-files', files: source.files.length, most: MAX_ENTRIES });
    for (const { path, file } of source.files) {
      const open = () => Promise.resolve(file.stream());
      add(path, { bytes: file.size, packedBytes: file.size, open });
    }
    return entries;
  }
  for (const entry of await readZipDirectory(source.file)) {
    const { path, bytes, packedBytes } = entry;
    if (path.endsWith('/') && isPlainPath(path.slice(0, -1))) continue;
    add(path, { bytes, packedBytes, open: () => openZipEntry(source.file, entry) });
  }
  return entries;
}

/** Relative, `/` between its parts, none of them empty, `.` or `..`; no drive, no backslash, no control characters. */
function isPlainPath(path: string): boolean {
  const isClean = path.length <= 1000 && !/[\\:]|\p{Cc}/u.test(path);
  return isClean && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** `''`, or the one folder at the top that holds a manifest, with its `/`. */
function topFolder(paths: readonly string[], refuse: Refuse): string {
  if (paths.includes(MANIFEST)) return '';
  const found = paths.filter((path) => /^[^/]+\/model\.json$/.test(path) && !path.startsWith('__MACOSX/'));
  const [one] = found;
  if (one === undefined) throw refuse({ code: 'no-manifest' });
  if (found.length > 1) throw refuse({ code: 'several-bundles', bundles: found.length });
  return one.slice(0, -MANIFEST.length);
}

/** What the source's own words already say about the manifest's files. */
function missingOrWrong({ files }: ModelManifest, entryOf: (path: string) => Entry | undefined): Problem[] {
  const problems: Problem[] = [];
  for (const { path, bytes } of files) {
    const entry = entryOf(path);
    if (!entry) problems.push({ code: 'file-missing', path });
    else if (entry.bytes !== bytes) problems.push({ code: 'file-size', path, bytes: entry.bytes, wanted: bytes });
    else if (bytes > RATIO_FROM_BYTES && bytes > entry.packedBytes * MAX_RATIO)
      problems.push({ code: 'file-packed', path, times: MAX_RATIO });
  }
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > MAX_TOTAL_BYTES) problems.push({ code: 'bundle-too-large', bytes: total, most: MAX_TOTAL_BYTES });
  return problems;
}

async function readText(entry: Entry, maxBytes: number): Promise<string> {
  const reader = (await entry.open()).getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const chunk = await reader.read().catch((cause: unknown) => {
      throw new ZipProblem({ code: 'file-unpacking', path: MANIFEST }, { cause });
    });
    if (chunk.done) return text + decoder.decode();
    bytes += chunk.value.length;
    if (bytes > maxBytes) {
      await reader.cancel();
      throw new ZipProblem({ code: 'file-longer', path: MANIFEST });
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
}
