import { bytes, plural } from '../numbers.ts';

/** The frame of the window: header, panel and status bar. */
export const app = {
  name: 'Fovea',
  pageTitle: 'Fovea: whole-slide viewer',
  researchUse: 'Research use only',
  researchUseLong: 'Research use only. Not for diagnosis.',
} as const;

export const header = {
  open: 'Open…',
  openMenu: 'Open a slide',
  openFile: 'Open a file',
  openFolder: 'Open a folder',
  openLink: 'Open a link',
  openPhantom: 'Open the phantom',
  toLight: 'Use light colours',
  toDark: 'Use dark colours',
  shortcuts: 'Keyboard shortcuts',
  commands: 'Commands',
  showRail: 'Show slide list',
  hideRail: 'Hide slide list',
  showPanel: 'Show model panel',
  hidePanel: 'Hide model panel',
  modelShown: (name: string, version: string) => `${name} ${version}`,
} as const;

export const language = {
  title: 'Language',
  auto: 'As the browser says',
  failed: 'The words of that language could not be loaded. Check the connection, then choose it again.',
} as const;

export const panel = {
  region: 'Model and result',
  parts: 'Parts of the panel',
} as const;

export const status = {
  region: 'Status',
  idle: 'Ready',
  drawing: 'Drawing',
  gpu: (adapter: string) => `GPU ${adapter}`,
  cpu: (threads: number) => `CPU, ${plural(threads, 'thread', 'threads')}`,
  memory: (used: number) => `${bytes(used)} memory`,
  read: (read: number) => `${bytes(read)} read`,
  sent: (sent: number) => `${bytes(sent)} sent`,
  sentLong:
    'To other hosts than the one that Fovea comes from: addresses and headers of requests, as counted. Fovea only reads: every request is a GET without a body.',
  noHosts: 'no other host contacted',
  hosts: (first: string, more: number) =>
    more > 0 ? `read from ${first} and ${plural(more, 'other host', 'other hosts')}` : `read from ${first}`,
  damaged: (tiles: number) => plural(tiles, 'damaged tile', 'damaged tiles'),
  noDamaged: '0 damaged tiles',
  tiles: (tiles: number) => `${plural(tiles, 'tile', 'tiles')} loading`,
} as const;
