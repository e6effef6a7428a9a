import { bytes, plural } from '../numbers.ts';

/** The program itself on this machine: stored, brought up to date, installed. */
export const offline = {
  name: 'Offline',
  version: 'This version',
  versionIs: (release: string, build: string) => `${release}, build ${build}`,
  inDevelopment: 'in development, not a build',
  stored: 'Stored here',
  looking: 'Looking…',
  storing: (doneBytes: number, totalBytes: number) =>
    `Storing the program: ${bytes(doneBytes)} of ${bytes(totalBytes)}`,
  complete: (files: number, size: number) => `Complete: ${plural(files, 'file', 'files')}, ${bytes(size)}`,
  completeNote: 'The next start needs no network.',
  impossible: 'Not possible here',
  impossibleNotes: {
    insecure:
      'The address is not secure (https), and browsers keep programs of secure ones only. Every start needs the network.',
    unsupported: 'This browser, or this private window, keeps no programs. Every start needs the network.',
    host: 'The host does not send service-worker.js as a script: it is missing, of another type, changed, or a login page comes in its place. Every start needs the network.',
    disk: 'The browser’s storage for this address cannot be read: the disk may be full, or the browser’s profile damaged. Every start needs the network.',
    development: 'In development nothing is stored.',
  },
  incomplete: 'Not complete',
  problems: {
    unreachable: (path: string) => `The host did not send ${path}. The next start needs the network.`,
    'other-content': (path: string) =>
      `The host sends another ${path} than this version has: a deployment is half done, or the host changes files. The next start needs the network.`,
    stopped:
      'The browser ended the storing before all was here; what has arrived is kept. The next start needs the network.',
    'no-room': 'The browser gives no more room on disk. Remove models or stored features, then store again.',
  },
  storeAgain: 'Store again',
  newer: 'Newer version',
  none: 'none known',
  noneAt: (time: string) => `none; the host was asked at ${time}`,
  check: 'Ask the host now',
  checking: 'Asking the host…',
  unreachable: 'The host does not answer. This version goes on working.',
  fetching: 'One is being stored…',
  failed: 'One was found but could not be stored. This version goes on working.',
  ready: 'A new version is ready. This one stays in use, at later visits too, until you restart here.',
  elsewhere: 'Another version is in use in this browser. This tab goes on with its own until it is restarted.',
  'not-taken': 'The new version does not answer. This one stays in use; restart again to retry.',
  restart: 'Restart now',
  later: 'Later',
  restarting: 'Restarting…',
  closes: 'Restarting closes what is open in this tab.',
  waits: {
    run: 'Waits until the model has run.',
    check: 'Waits until the check has ended.',
    adding: 'Waits until the model has been added.',
    files: 'Waits until the file has been read or written.',
    opening: 'Waits until the slide is open.',
  },
  region: 'New version',
  install: 'As an app',
  installed: 'installed',
  canInstall: 'Own window, own icon, slides open in it from the file manager.',
  byHand:
    'Chrome, Edge: “Install” in the address bar or the menu. Safari: “Add to Dock” or “Add to Home Screen”. Elsewhere a bookmark does: without a network it works all the same.',
  installNow: 'Install',
  reload: 'Reload now',
  wouldIsolate: 'One thread only, because this is the first visit. Loading the page anew gives several.',
} as const;
