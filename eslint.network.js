/**
 * Every request goes through `src/network`, where the rule of which hosts may be reached, the count and the credentials are; the service worker
 * has its own gate. What else could reach a host is refused by lint here and by the Content-Security-Policy in the browser.
 */
const THROUGH_THE_GATE = 'requests go through src/network (decision 0704)';

const GLOBALS = [
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'WebTransport',
  'EventSource',
  'RTCPeerConnection',
  'importScripts',
  'Image',
  'Audio',
];

const PROPERTIES = [
  ...['window', 'self', 'globalThis'].flatMap((object) => GLOBALS.map((property) => ({ object, property }))),
  { property: 'sendBeacon' },
];

export const networkRules = {
  'no-restricted-globals': ['error', ...GLOBALS.map((name) => ({ name, message: THROUGH_THE_GATE }))],
  'no-restricted-properties': ['error', ...PROPERTIES.map((one) => ({ ...one, message: THROUGH_THE_GATE }))],
};

/** The program: not its tests, and not the service worker, which is what requests go through. */
export const networkFiles = {
  files: ['src/**/*.{ts,tsx}', 'workers/**/*.ts'],
  ignores: ['**/*.test.{ts,tsx}', 'workers/offline/{entry,service,shell-cache,host-gate}.ts'],
};
