import { measureFovea, panFovea, showFovea } from './fovea.ts';
import { measurePeer } from './peer.ts';

/** What the page offers to the script that drives it. All URLs are absolute. */
const harness = { measureFovea, measurePeer, panFovea, showFovea };

export type ViewerHarness = typeof harness;

declare global {
  interface Window {
    harness: ViewerHarness;
  }
}

window.harness = harness;
