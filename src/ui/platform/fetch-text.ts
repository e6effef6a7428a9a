import { FoveaError } from '#core/errors/fovea-error.ts';
import { isPassingStatus, retryAfterMs, TryAgain } from '#core/network/retries.ts';
import { patienceOf, patiently, type Patience } from '#network/patience.ts';
import { guardedBody } from '#network/stall-timer.ts';
import { threadNetwork } from '#network/thread-network.ts';
import { VERSION_HEADER } from '#workers/offline/shell.ts';
import { pageVersion } from './page-version.ts';

/** Descriptions have one name in all versions: the service worker, which may be of another one, finds that of this page by it. */
const version = pageVersion();
const saysVersion: Readonly<Record<string, string>> = version === null ? {} : { [VERSION_HEADER]: version };

/** Longer than anything that is read like this; the answers on the phantom have 600 kB. */
const MOST_BYTES = 16 * 2 ** 20;

/** GET, as text, of a model's description. @throws FoveaError `model/unreachable`: these are the application's own files. */
export async function fetchText(
  url: string,
  signal: AbortSignal = new AbortController().signal,
  patience?: Partial<Patience>,
): Promise<string> {
  const failure = (what: string, cause?: unknown) => new FoveaError('model/unreachable', { url, what }, { cause });
  let hasAnswered = false;
  const bytes = await patiently(
    URL.parse(url)?.host ?? url,
    patienceOf(patience),
    signal,
    {
      silent: (cause) => new TryAgain(failure('the server sends nothing', cause), { kind: 'silent' }),
      broken: (cause) => {
        const error = failure('the server did not answer', cause);
        return hasAnswered ? new TryAgain(error, { kind: 'broken' }) : error;
      },
    },
    async (stall) => {
      const response = await threadNetwork.fetch('model', url, { signal: stall.signal, headers: saysVersion });
      stall.alive(0);
      hasAnswered = true;
      const { ok, status, headers } = response;
      if (ok) return guardedBody(response, MOST_BYTES, stall);
      stall.cancel();
      const error = failure(`the server answered ${status}`);
      const askedMs = retryAfterMs(headers.get('Retry-After'), Date.now());
      throw isPassingStatus(status) ? new TryAgain(error, { kind: 'status', status }, askedMs) : error;
    },
  );
  if (bytes.length > MOST_BYTES) throw failure(`more than ${MOST_BYTES} bytes`);
  return new TextDecoder().decode(bytes);
}
