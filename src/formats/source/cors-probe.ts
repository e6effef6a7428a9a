/**
 * Why a first request failed: to a script a missing CORS header and a dead network look the same. A `no-cors` HEAD that comes
 * back (opaque) shows that the server is there, so the header is what is missing. On a page isolated with
 * `Cross-Origin-Embedder-Policy: require-corp` the probe is refused as well and the answer is "network"; the texts of both
 * codes name both causes.
 */
export async function isCorsFailure(url: URL, signal: AbortSignal): Promise<boolean> {
  const here = typeof location === 'undefined' ? null : location.origin;
  if (here === null || url.origin === here) return false;
  try {
    await fetch(url, { method: 'HEAD', mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal });
    return true;
  } catch {
    if (signal.aborted) throw signal.reason;
    return false; // unreachable, or refused by the embedder policy
  }
}
