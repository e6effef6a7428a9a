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

/** What is wrong with an archive, in words. */
export class ZipProblem extends Error {
  override readonly name = 'ZipProblem';
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
  if (end < 0) throw new ZipProblem('it is not a .zip archive, or is cut off');
  const count = tail.getUint16(end + 10, true);
  const bytes = tail.getUint32(end + 12, true);
  const at = tail.getUint32(end + 16, true);
  if (count === 0xffff || bytes === ZIP64 || at === ZIP64)
    throw new ZipProblem('it is a zip64 archive, which is not read: drop the folder instead');
  if (count > MAX_ENTRIES) throw new ZipProblem(`it holds ${count} files; at most ${MAX_ENTRIES} are read`);
  if (bytes > MAX_DIRECTORY_BYTES) throw new ZipProblem(`its listing is ${bytes} bytes long`);
  if (at + bytes > tailAt + end) throw new ZipProblem('its listing lies outside of it');
  return entriesOf(await view(archive.slice(at, at + bytes)), count);
}

function entriesOf(directory: DataView, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  const text = new TextDecoder();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== ENTRY)
      throw new ZipProblem('its listing is damaged');
    const nameBytes = directory.getUint16(at + 28, true);
    const next = at + 46 + nameBytes + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
    if (next > directory.byteLength) throw new ZipProblem('its listing is damaged');
    const entry = {
      path: text.decode(new Uint8Array(directory.buffer, directory.byteOffset + at + 46, nameBytes)),
      bytes: directory.getUint32(at + 24, true),
      packedBytes: directory.getUint32(at + 20, true),
      method: directory.getUint16(at + 10, true),
      isEncrypted: (directory.getUint16(at + 8, true) & 1) === 1,
      headerAt: directory.getUint32(at + 42, true),
    };
    if (entry.bytes === ZIP64 || entry.packedBytes === ZIP64 || entry.headerAt === ZIP64)
      throw new ZipProblem('it is a zip64 archive, which is not read: drop the folder instead');
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
  if (entry.isEncrypted) throw new ZipProblem(`${entry.path} is encrypted`);
  if (entry.method !== 0 && entry.method !== 8)
    throw new ZipProblem(`${entry.path} is packed in a way that is not read (method ${entry.method})`);
  const header = await view(archive.slice(entry.headerAt, entry.headerAt + 30));
  if (header.byteLength < 30 || header.getUint32(0, true) !== LOCAL)
    throw new ZipProblem(`${entry.path} is not where the archive says`);
  const from = entry.headerAt + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = archive.slice(from, from + entry.packedBytes);
  if (packed.size < entry.packedBytes) throw new ZipProblem(`${entry.path} is cut off`);
  const stream = packed.stream();
  return entry.method === 0 ? stream : stream.pipeThrough(new DecompressionStream('deflate-raw'));
}

async function view(blob: Blob): Promise<DataView> {
  return new DataView(await blob.arrayBuffer());
}
