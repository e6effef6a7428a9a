import { isFoveaError, FoveaError } from '#core/errors/fovea-error.ts';
import { threadNetwork } from '#network/thread-network.ts';
import { VERSION_HEADER } from '#workers/offline/shell.ts';
import { pageVersion } from './page-version.ts';

/** Descriptions have one name in all versions: the service worker, which may be of another one, finds that of this page by it. */
const version = pageVersion();
const saysVersion: Readonly<Record<string, string>> = version === null ? {} : { [VERSION_HEADER]: version };

/** GET, as text, of a model's description. @throws FoveaError `model/unreachable`: these are the application's own files. */
export async function fetchText(url: string, signal?: AbortSignal): Promise<string> {
  let response: Response;
  try {
    response = await threadNetwork.fetch('model', url, { signal: signal ?? null, headers: saysVersion });
  } catch (cause) {
    signal?.throwIfAborted();
    if (isFoveaError(cause)) throw cause;
    throw new FoveaError('model/unreachable', { url, what: 'the server did not answer' }, { cause });
  }
  if (!response.ok) throw new FoveaError('model/unreachable', { url, what: `the server answered ${response.status}` });
  return response.text();
}
