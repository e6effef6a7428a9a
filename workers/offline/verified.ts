import { hexOf } from '#core/hex.ts';
import { piecesOf } from '../shared/stream-pieces.ts';
import type { ShellFile } from './contract.ts';

/** What was sent is not what was built. */
export class NotAsBuiltError extends Error {
  override readonly name = 'NotAsBuiltError';
}

/**
 * Fetches a file and compares it with what was built.
 *
 * @param onBytes hears how much of it is here, from 0 on
 * @throws NotAsBuiltError; any other error where the server does not answer, or not with the file
 */
export async function fetchVerified(
  ask: () => Promise<Response>,
  { sha256, bytes }: ShellFile,
  onBytes: (bytes: number) => void,
): Promise<ArrayBuffer> {
  onBytes(0);
  const response = await ask();
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const content = new Uint8Array(bytes);
  let at = 0;
  if (response.body) {
    // Left by an error, it ends the transfer.
    for await (const piece of piecesOf(response.body)) {
      if (at + piece.length > bytes) throw new NotAsBuiltError('longer than what was built');
      content.set(piece, at);
      at += piece.length;
      onBytes(at);
    }
  }
  if (at !== bytes) throw new NotAsBuiltError('shorter than what was built');
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  if (hexOf(digest) !== sha256) throw new NotAsBuiltError('other content than what was built');
  return content.buffer;
}

/** Bytes of a stored answer; 0 where it cannot be read any more. */
export async function sizeOf(stored: Response, isThorough: boolean): Promise<number> {
  if (!isThorough) return Number(stored.headers.get('Content-Length') ?? 0);
  try {
    return (await stored.blob()).size;
  } catch {
    // Cut short or damaged on the disk: fetched again.
    return 0;
  }
}
