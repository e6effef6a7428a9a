import { FoveaError } from '#core/errors/fovea-error.ts';
import { fetchRest, type FetchOptions } from '../inference/http-part.ts';
import { StorageFullError, type ModelFolder } from '../inference/model-folder.ts';

export interface ArchiveOptions extends Omit<FetchOptions, 'origin' | 'onSize'> {
  /** Bytes that are here, and of the whole as far as the server says. */
  readonly onBytes: (doneBytes: number, totalBytes: number | null) => void;
}

/** Beyond this an archive is of the kind (zip64) that is not read. */
const MAX_BYTES = 2 ** 32;
/** Room that is left to everything else. */
const SPARE_BYTES = 2 ** 24;
/** What is written is put on the disk at least this often. */
const FLUSH_BYTES = 32 << 20;

/**
 * Brings a .zip into `folder`, under `id`; what is there of it is gone on with where the server still has the same version. What is in it
 * is verified when it is unpacked.
 *
 * @param name for messages
 * @throws FoveaError `model/unreachable`, `model/no-room`, `model/invalid-bundle`; what is there stays
 */
export async function downloadArchive(
  { id, name, url }: { readonly id: string; readonly name: string; readonly url: string },
  folder: ModelFolder,
  options: ArchiveOptions,
): Promise<void> {
  await folder.alone(id, options.signal, async () => {
    if (await folder.find(id)) return;
    await intoPart({ id, name, url }, folder, options);
    await folder.complete(id);
  });
}

async function intoPart(
  { id, name, url }: { readonly id: string; readonly name: string; readonly url: string },
  folder: ModelFolder,
  options: ArchiveOptions,
): Promise<void> {
  const tooLarge = () =>
    new FoveaError('model/invalid-bundle', { bundle: name, problems: [{ code: 'zip64' }], more: 0 });
  const whole: { bytes: number | null } = { bytes: null };
  const room = await folder.roomBytes();
  const orNoRoom = (error: unknown, bytes: number): unknown =>
    error instanceof StorageFullError
      ? new FoveaError('model/no-room', { bundle: name, bytes, roomBytes: room }, { cause: error })
      : error;
  const part = await folder.openPart(id).catch((error: unknown) => {
    throw orNoRoom(error, 0);
  });
  let flushed = part.size();
  const mostBytes = room === null ? Infinity : part.size() + Math.max(0, room - SPARE_BYTES);
  try {
    const sink = {
      bytes: () => part.size(),
      add(data: Uint8Array<ArrayBuffer>) {
        const at = part.size();
        if (at + data.length > MAX_BYTES) throw tooLarge();
        if (at + data.length > mostBytes) throw new StorageFullError(`room for ${mostBytes} bytes`);
        part.write(data, at);
        if (at + data.length - flushed >= FLUSH_BYTES) {
          part.flush();
          flushed = at + data.length;
        }
        options.onBytes(at + data.length, whole.bytes);
      },
      startOver() {
        part.truncate(0);
        flushed = 0;
        return Promise.resolve();
      },
      flush: () => {
        part.flush();
      },
    };
    const onSize = (bytes: number | null) => {
      if (bytes !== null && bytes > MAX_BYTES) throw tooLarge();
      if (bytes !== null && bytes > mostBytes) throw new StorageFullError(`${bytes} bytes, and room for ${mostBytes}`);
      whole.bytes = bytes;
      options.onBytes(part.size(), whole.bytes);
    };
    const origin = {
      read: () => folder.readOrigin(id),
      write: (validator: string | null) => folder.writeOrigin(id, validator),
    };
    await fetchRest({ url, bytes: null, isVerified: false }, sink, { ...options, origin, onSize });
  } catch (error) {
    throw orNoRoom(error, whole.bytes ?? part.size());
  } finally {
    part.close();
  }
}
