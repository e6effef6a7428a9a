/**
 * What the browser itself forbids the page and its workers, whatever code runs in them (Content-Security-Policy). A policy is fixed when page or
 * worker is loaded, and any host can be one that the user names: so workers, who alone read from other hosts, may connect anywhere, and the list of
 * hosts is held by the fetch layer and the service worker. The page, and the frames and beacons that a script can make there and no service worker
 * sees, connect to their own host only. Everything else is closed. See decision 0704.
 */
/** Rules for phones that OpenSeadragon writes into the page. */
const OPENSEADRAGON_STYLE = "'sha256-9xTiqzfwFaL2SGb1rmr8gysEwVVjIvqWAgmZgqFqpEE='";
/** What react-remove-scroll writes behind a dialog, on a page that does not scroll (this one never does). */
const REMOVE_SCROLL_STYLE = "'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='";

const DIRECTIVES: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'none'"],
  // Compiling WebAssembly is not running text as a script: no `unsafe-eval`.
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'worker-src': ["'self'"],
  // Two libraries write style sheets into the page, known by their content; when an update changes one, trust.spec tells. Styles of single elements are set through the object model, which no policy concerns.
  'style-src': ["'self'", OPENSEADRAGON_STYLE, REMOVE_SCROLL_STYLE],
  'img-src': ["'self'", 'blob:', 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'", 'blob:', 'data:'],
  'manifest-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};

function written(directives: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}

/** For the page itself, which can be put on hosts that send no header. Where there is one, both hold. */
export const POLICY_IN_PAGE = written(DIRECTIVES);

/** For the headers of every file: workers take theirs from their own script's. Only a header can say who may frame the page. */
export const POLICY_IN_HEADER = written({
  ...DIRECTIVES,
  // Plain http is what slide servers of a hospital's own network speak. On a page that came by https the browser refuses it by itself.
  'connect-src': ["'self'", 'https:', 'http:', 'blob:', 'data:'],
  'frame-ancestors': ["'self'"],
});

/** Abilities of a page that Fovea has no use for (`Permissions-Policy`): what it does not have, no library's code has either. */
export const PERMISSIONS = [
  ...['camera', 'microphone', 'display-capture', 'geolocation', 'bluetooth', 'hid', 'serial', 'usb', 'midi', 'payment'],
  ...['deferred-fetch', 'deferred-fetch-minimal'],
]
  .map((feature) => `${feature}=()`)
  .join(', ');
