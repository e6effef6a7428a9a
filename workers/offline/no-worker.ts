import type { NoWorker } from './contract.ts';

/**
 * Why a service worker could not be put in place. A browser that forbids them and a host that sends something else in its place fail alike, so
 * the host is asked for the file.
 *
 * @param error of the registration
 * @param ask for the script, as the browser has asked
 */
export async function whyNoWorker(error: unknown, ask: () => Promise<Response>): Promise<NoWorker> {
  try {
    const response = await ask();
    const isScript = /^(?:text|application)\/(?:x-)?javascript\b/i.test(response.headers.get('Content-Type') ?? '');
    await response.body?.cancel();
    if (!response.ok || response.redirected || !isScript) return 'host';
  } catch (reason) {
    console.warn('the service worker’s script could not be had', reason);
    return 'host';
  }
  // A script that came and could not be run is not the one that was built.
  return error instanceof DOMException && error.name === 'SecurityError' ? 'unsupported' : 'host';
}
