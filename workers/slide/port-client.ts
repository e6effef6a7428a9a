import { linkPort } from '../shared/worker-link.ts';
import type { SlideCalls } from './calls.ts';
import type { SlideClient } from './contract.ts';
import { slideClientOver } from './link-client.ts';

/** The slide worker's calls over a port that `SlideClient.openPort` gave; for other workers. */
export function slideClientFromPort(port: MessagePort): SlideClient {
  return slideClientOver(linkPort<SlideCalls>(port, 'slide'));
}
