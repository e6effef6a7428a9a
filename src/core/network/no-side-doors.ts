/**
 * Ways to other machines that pass neither the service worker nor, in a worker, the policy. Imported before any library, so that none finds
 * them. A frame that a script makes has its own again: see decision 0704 for what that leaves.
 */
const SIDE_DOORS = ['WebTransport', 'RTCPeerConnection', 'webkitRTCPeerConnection', 'WebSocketStream', 'fetchLater'];

for (const name of SIDE_DOORS) Reflect.deleteProperty(globalThis, name);

export {};
