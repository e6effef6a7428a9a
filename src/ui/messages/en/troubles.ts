import { plural } from '../numbers.ts';

/** What is waited for over the network, and what could not be had. */
export const troubles = {
  region: 'Waiting for the network',
  waiting: (host: string, tryNumber: number, tries: number, seconds: number) =>
    seconds > 0
      ? `Waiting for ${host}: try ${tryNumber} of ${tries}, next in ${seconds} s`
      : `Asking ${host} again: try ${tryNumber} of ${tries}`,
  silent: (host: string, tryNumber: number, tries: number) =>
    `${host} sends nothing at the moment: try ${tryNumber} of ${tries}`,
  why: {
    busy: 'The server says that it is busy.',
    failing: (status: number) => `The server answered ${status}: it has a problem of its own.`,
    broken: 'The connection broke, or could not be made.',
    unreadable: 'The file cannot be read: its disk or network share may not be connected, or it was moved or changed.',
    offline: 'This machine has no network.',
  },
  tryNow: 'Try now',
  giveUp: 'Give up',
  unread: (tiles: number) => `${plural(tiles, 'tile', 'tiles')} could not be read.`,
  unreadShort: (tiles: number) => `${plural(tiles, 'tile', 'tiles')} not read`,
  marked: 'What is hatched was not read at this magnification; the slide itself may be sound.',
  readAgain: 'Read again',
} as const;
