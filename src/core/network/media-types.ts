/**
 * What files of the build are sent as, by the ending of their name. A browser runs no script and compiles no WebAssembly of another type, so
 * the service worker goes by this table rather than by what a host once sent; README gives it to who sets up a host.
 */
export const BUILD_MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['json', 'application/json; charset=utf-8'],
  ['webmanifest', 'application/manifest+json'],
  ['md', 'text/markdown; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['tif', 'image/tiff'],
  ['wasm', 'application/wasm'],
  ['woff2', 'font/woff2'],
  ['onnx', 'application/octet-stream'],
  ['safetensors', 'application/octet-stream'],
]);

/** The type of a file of the build; null for an ending that no build has. */
export function buildMediaType(path: string): string | null {
  return BUILD_MEDIA_TYPES.get(path.slice(path.lastIndexOf('.') + 1).toLowerCase()) ?? null;
}
