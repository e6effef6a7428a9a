import { bytes, timeLeft } from '../numbers.ts';

/** What of models and of the phantom lies on this machine, and models on their way from an address. */
export const modelFiles = {
  name: 'Models',
  shipped: 'What ships with Fovea',
  allHere: (total: number) => `All ${bytes(total)} are on this machine: models and phantom need no network.`,
  partHere: (here: number, total: number) => `${bytes(here)} of ${bytes(total)} are on this machine.`,
  waiting: 'The rest is stored when nothing else is done in this window.',
  storing: 'Storing the rest',
  sparing: 'The browser was asked to save data: the rest is read when it is needed.',
  off: 'Not stored by itself: the rest is read when it is needed.',
  pausedBy: {
    user: 'Paused. What is here stays.',
    connection:
      'Paused: the connection is lost, or the server does not answer. It is tried again by itself, every few minutes and when the network is back.',
    server:
      'Paused: the server is busy or has a problem of its own. It is tried again by itself every few minutes, later where the server asks for that.',
  },
  progress: 'Progress of storing',
  storeNow: 'Store now',
  pause: 'Pause',
  goOn: 'Go on',
  keep: 'Store what ships on this machine',
  lasting: 'Persistent storage: granted',
  lastingMeans: 'The browser keeps models, features, results and annotations until you delete them.',
  notLasting: 'Persistent storage: not granted',
  notLastingMeans:
    'When the disk is nearly full the browser may delete what this page keeps. Chrome and Edge grant it to pages that are installed or used often; Firefox asks you.',
  ask: 'Ask the browser',
  models: 'Models',
  phantom: 'Phantom slide',
  version: (version: string) => `version ${version}`,
  ships: 'comes with Fovea',
  here: (total: number) => `here, ${bytes(total)}`,
  partly: (here: number, total: number) => `partly here: ${bytes(here)} of ${bytes(total)}`,
  notHere: (total: number) => `not here, ${bytes(total)}`,
  check: (name: string) => `Check ${name} on this machine`,
  checkShort: 'Check',
  fetch: (name: string) => `Store ${name} on this machine`,
  fetchShort: 'Store',
  drop: (name: string) => `Delete the files of ${name} from this machine`,
  dropShort: 'Delete files',
  remove: (name: string) => `Remove ${name}`,
  removeShort: 'Remove',
  busy: 'Waits for what is running.',
  address: 'Address of a model',
  addressHint:
    'A .zip, or the model.json of a folder. This contacts the host that you type. Every file is verified and the model tried before it is taken.',
  badAddress: 'An address begins with https:// or http:// and holds no password.',
  needsHttps:
    'Models cannot be downloaded from an address here: this page is not secure (https), and browsers verify files on secure pages only. Ask whoever runs this host for an https address.',
  download: 'Download',
  downloads: 'From addresses',
  from: (host: string) => `from ${host}`,
  loaded: (done: number, total: number | null) =>
    total === null ? `${bytes(done)} so far` : `${bytes(done)} of ${bytes(total)}`,
  rate: (bytesPerSecond: number) => `${bytes(bytesPerSecond)}/s`,
  left: timeLeft,
  verifying: 'verifying what is here',
  retrying: 'connection lost, trying again',
  adding: 'All of it is here. It is tried on this machine before it is taken.',
  paused: {
    user: 'paused',
    connection:
      'paused: connection lost, or no answer. Tried again by itself every few minutes, and when the network is back',
    server: 'paused: the server is busy or has a problem of its own. Tried again by itself every few minutes',
    elsewhere: 'goes on in another tab',
    earlier: 'paused: cut off in an earlier visit',
  },
  startedOver: 'The file on the server has changed, or cannot be sent in parts: it was begun anew.',
  needsAddress:
    'Its address had a query, which may be a key and was not stored. Type the whole address again above: what is here is gone on with.',
  pauseOf: (name: string) => `Pause ${name}`,
  goOnWith: (name: string) => `Go on with ${name}`,
  again: 'Try again',
  tryAgain: (name: string) => `Try ${name} again`,
  discard: 'Discard',
  discardOf: (name: string) => `Discard ${name}`,
  statusStoring: (here: number) => `Storing models: ${bytes(here)} are here`,
  statusDownloading: (name: string, done: number, total: number | null) =>
    total === null ? `Downloading ${name}: ${bytes(done)}` : `Downloading ${name}: ${bytes(done)} of ${bytes(total)}`,
  statusPaused: (name: string) => `Download of ${name} paused`,
} as const;
