import { count, percent, plural } from '../numbers.ts';

/** The answer of a run before its end: from how much it is, how it settles, stopping there and going on. */
export const anytime = {
  scores: 'Scores so far',
  survival: 'Survival so far',
  sampling: 'Sampling so far',
  provisional: 'provisional score, not calibrated',
  awaited: 'Nothing to show yet: the first answer comes after a tenth of the patches.',
  awaitedDraws: 'Nothing to show yet: the first answer comes after a tenth of the draws.',
  noAnswer: 'no answer yet',
  soFar: (done: number, planned: number) => `So far, from ${count(done)} of ${plural(planned, 'patch', 'patches')}.`,
  soFarDraws: (done: number, planned: number) => `So far, from ${count(done)} of ${plural(planned, 'draw', 'draws')}.`,
  stopped: (share: string, done: number, planned: number) =>
    `Stopped at ${share} of the patches: ${count(done)} of ${count(planned)}.`,
  stoppedDraws: (share: string, done: number, planned: number) =>
    `Stopped at ${share} of the draws: ${count(done)} of ${count(planned)}.`,
  unfinished: (done: number, planned: number) =>
    `Not finished: from ${count(done)} of ${plural(planned, 'patch', 'patches')}.`,
  unfinishedDraws: (done: number, planned: number) =>
    `Not finished: from ${count(done)} of ${plural(planned, 'draw', 'draws')}.`,
  all: (planned: number) => `From all ${plural(planned, 'patch', 'patches')}.`,
  allDraws: (planned: number) => `From all ${plural(planned, 'draw', 'draws')}.`,
  soFarMark: (share: string) => `${share} so far`,
  stoppedMark: (share: string) => `stopped at ${share}`,
  runningMark: 'in progress',
  upTo: (amount: string) => `up to ${amount}`,
  lessThan: (amount: string) => `less than ${amount}`,
  changedScores: (amount: string, over: string) => `The scores changed by ${amount} ${over}.`,
  changedSurvival: (amount: string, over: string) => `The survival curve changed by ${amount} ${over}.`,
  changedLogRisk: (amount: string, over: string) => `The log-risk changed by ${amount} ${over}.`,
  points: (share: number) => `${(share * 100).toFixed(1)} percentage points`,
  overTenth: 'over the last tenth',
  overShare: (share: number) => `over the last ${percent(share)}`,
  sinceBefore: 'since the answer before',
  changeAwaited: 'How much it changes will show at the next answer.',
  extent: (done: number, planned: number) => `${count(done)} of ${plural(planned, 'patch', 'patches')}`,
  announced: (from: string, answer: string) => `${from} ${answer}.`,
  settles: 'How the answer settles',
  settled: 'How the answer settled',
  sharePatches: 'share of the patches',
  shareDraws: 'share of the draws',
  linesOf: (lines: number, all: number) => `${count(lines)} of ${count(all)} are drawn.`,
  stop: 'Stop here',
  stopping: 'Stopping …',
  stopTitle: 'End the run with the answer from what has been read; it can go on from there.',
  stopDrawsTitle: 'End the run with the answer from the draws so far.',
  stopTooEarly: 'From a tenth of the patches on: before that there is no answer to stop at.',
  stopTooEarlyDraws: 'From a tenth of the draws on: before that there is no answer to stop at.',
  goOn: 'Go on',
  goOnTitle: 'Run the rest. Patches that were read are not read again, as long as their features are kept.',
  goOnDrawsTitle: 'Draw the rest, with the same seed. What was drawn is used again while it is still in memory.',
  recordName: 'Coverage',
  cancelledKept: (time: string) =>
    `Cancelled after ${time}. GPU and memory were given back. The patches read so far are kept: a new run goes on from there.`,
  cancelledDraws: (time: string) =>
    `Cancelled after ${time}. GPU and memory were given back. Nothing is kept of the draws: a new run looks again.`,
  cancelledEarly: (time: string) => `Cancelled after ${time}. GPU and memory were given back.`,
  failedKept: 'The patches read before that are kept: a new run goes on from there.',
  questionWaits:
    'A run is in progress, and its answer so far is on screen. Questions can be asked of finished results.',
} as const;
