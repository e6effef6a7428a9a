import { FoveaError } from '#core/errors/fovea-error.ts';

/** GET, as text. @throws FoveaError `model/unreachable`: these are the application's own files. */
export async function fetchText(url: string, signal?: AbortSignal): Promise<string> {
  let response: Response;
  try {
    response = await fetch(url, { signal: signal ?? null });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new FoveaError('model/unreachable', { url, what: 'the server did not answer' }, { cause });
  }
  if (!response.ok) throw new FoveaError('model/unreachable', { url, what: `the server answered ${response.status}` });
  return response.text();
}
