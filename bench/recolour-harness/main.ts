import { change, showFovea } from './fovea.ts';
import { changePeer, showPeer } from './peer.ts';

/** What the page offers to the script that drives it. */
const recolour = { showFovea, change, showPeer, changePeer };

declare global {
  interface Window {
    recolour: typeof recolour;
  }
}

window.recolour = recolour;
