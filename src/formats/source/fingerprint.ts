import { hexOf } from '#core/hex.ts';
import type { ByteSource } from './byte-source.ts';

const BLOCK_BYTES = 64 * 1024;

function hex(digest: ArrayBuffer): string {
  return hexOf(new Uint8Array(digest));
}

async function sha256(parts: readonly Uint8Array[]): Promise<string | null> {
  // Absent outside a secure context (plain http on a LAN), where nothing else of the platform can hash.
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) return null;
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return hex(await subtle.digest('SHA-256', all));
}

/**
 * Hex SHA-256 of the byte size (ASCII decimal) followed by the 64 KiB blocks that start at ⌊k·size/4⌋ for k = 0…3 and the last
 * 64 KiB, each clipped to the file. Null while the size is unknown or where the platform cannot hash.
 */
export async function fileFingerprint(source: ByteSource, signal: AbortSignal): Promise<string | null> {
  const { size } = source;
  if (size === null) return null;
  const starts = [0, 1, 2, 3].map((k) => Math.floor((k * size) / 4));
  starts.push(Math.max(0, size - BLOCK_BYTES));
  const blocks = await Promise.all(
    starts.map((start) => source.read(start, Math.min(BLOCK_BYTES, size - start), signal)),
  );
  return sha256([new TextEncoder().encode(String(size)), ...blocks]);
}

/** Of a folder: hex SHA-256 of its descriptor file, then one line `path size` per file, sorted by path (UTF-16 code units). */
export async function folderFingerprint(
  descriptor: Uint8Array,
  files: readonly { readonly path: string; readonly size: number }[],
): Promise<string | null> {
  const lines = files.map(({ path, size }) => `${path} ${size}\n`).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sha256([descriptor, new TextEncoder().encode(lines.join(''))]);
}
