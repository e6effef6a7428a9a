import { shortened, type Problem } from '#core/errors/problems.ts';

/** A file inside a .zip archive, as its central directory describes it. None of it is to be trusted. */
export interface ZipEntry {
  readonly path: string;
  /** Bytes once unpacked, as the archive claims. */
  readonly bytes: number;
  readonly packedBytes: number;
  /** 0: as it is; 8: deflated. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly headerAt: number;
}

/** What is wrong with an archive or a file in it. */
export class ZipProblem extends Error {
  override readonly name = 'ZipProblem';

  constructor(
    readonly problem: Problem,
    options?: { cause?: unknown },
  ) {
    super(JSON.stringify(problem), options);
  }
}

/** Far more than any bundle has, and a listing of it still fits in a few megabytes. */
export const MAX_ENTRIES = 4096;
const MAX_DIRECTORY_BYTES = 4 << 20;
/** The end record is 22 bytes and a comment of up to 64 KiB. */
const TAIL_BYTES = 22 + 65_535;

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const ZIP64 = 0xffffffff;

/**
 * Lists an archive by its central directory (PKWARE APPNOTE 4.3.12), which lies at its end: so its manifest can be read first, and
 * nothing is unpacked that the manifest does not name.
 *
 * @throws ZipProblem
 */
export async function readZipDirectory(archive: Blob): Promise<ZipEntry[]> {
  const tailAt = Math.max(0, archive.size - TAIL_BYTES);
  const tail = await view(archive.slice(tailAt));
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== END) end--;
  if (end < 0) throw new ZipProblem({ code: 'no-zip' });
  const count = tail.getUint16(end + 10, true);
  const bytes = tail.getUint32(end + 12, true);
  const at = tail.getUint32(end + 16, true);
  if (count === 0xffff || bytes === ZIP64 || at === ZIP64) throw new ZipProblem({ code: 'zip64' });
  if (count > MAX_ENTRIES) throw new ZipProblem({ code: 'too-many-files', files: count, most: MAX_ENTRIES });
  if (bytes > MAX_DIRECTORY_BYTES) throw new ZipProblem({ code: 'zip-listing', why: 'too-long' });
  if (at + bytes > tailAt + end) throw new ZipProblem({ code: 'zip-listing', why: 'outside' });
  return entriesOf(await view(archive.slice(at, at + bytes)), count);
}

function entriesOf(directory: DataView, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  const text = new TextDecoder();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== ENTRY)
      throw new ZipProblem({ code: 'zip-listing', why: 'damaged' });
    const nameBytes = directory.getUint16(at + 28, true);
    const next = at + 46 + nameBytes + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
    if (next > directory.byteLength) throw new ZipProblem({ code: 'zip-listing', why: 'damaged' });
    const entry = {
      path: text.decode(new Uint8Array(directory.buffer, directory.byteOffset + at + 46, nameBytes)),
      bytes: directory.getUint32(at + 24, true),
      packedBytes: directory.getUint32(at + 20, true),
      method: directory.getUint16(at + 10, true),
      isEncrypted: (directory.getUint16(at + 8, true) & 1) === 1,
      headerAt: directory.getUint32(at + 42, true),
    };
    if (entry.bytes === ZIP64 || entry.packedBytes === ZIP64 || entry.headerAt === ZIP64)
      throw new ZipProblem({ code: 'zip64' });
    entries.push(entry);
    at = next;
  }
  return entries;
}

/**
 * A file's content, unpacked as it is read. It may be longer than the archive claims: the reader counts.
 *
 * @throws ZipProblem
 */
export async function openZipEntry(archive: Blob, entry: ZipEntry): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const path = shortened(entry.path);
  if (entry.isEncrypted) throw new ZipProblem({ code: 'file-encrypted', path });
  if (entry.method !== 0 && entry.method !== 8)
    throw new ZipProblem({ code: 'file-method', path, method: entry.method });
  const header = await view(archive.slice(entry.headerAt, entry.headerAt + 30));
  if (header.byteLength < 30 || header.getUint32(0, true) !== LOCAL) throw new ZipProblem({ code: 'file-moved', path });
  const from = entry.headerAt + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = archive.slice(from, from + entry.packedBytes);
  if (packed.size < entry.packedBytes) throw new ZipProblem({ code: 'file-cut-off', path });
  const stream = packed.stream();
  return entry.method === 0 ? stream : stream.pipeThrough(new DecompressionStream('deflate-raw'));
}

async function view(blob: Blob): Promise<DataView> {
  return new DataView(await blob.arrayBuffer());
}
