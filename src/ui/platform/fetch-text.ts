import { isFoveaError, FoveaError } from '#core/errors/fovea-error.ts';
import { threadNetwork } from '#network/thread-network.ts';

/** GET, as text, of a model's description. @throws FoveaError `model/unreachable`: these are the application's own files. */
export async function fetchText(url: string, signal?: AbortSignal): Promise<string> {
  let response: Response;
  try {
    response = await threadNetwork.fetch('model', url, { signal: signal ?? null });
  } catch (cause) {
    signal?.throwIfAborted();
    if (isFoveaError(cause)) throw cause;
    throw new FoveaError('model/unreachable', { url, what: 'the server did not answer' }, { cause });
  }
  if (!response.ok) throw new FoveaError('model/unreachable', { url, what: `the server answered ${response.status}` });
  return response.text();
}
