import type { ErrorCode } from '#core/errors/fovea-error.ts';
import type { Behaviour } from './range-server.ts';

/**
 * What servers were seen to do wrong, and what comes of it. `good`: the bytes come all the same. Else the code of the failure;
 * none of them ever gives wrong bytes.
 */
export interface Misbehaviour {
  readonly what: string;
  readonly behaviour: Partial<Behaviour>;
  /** Reading a range of a slide, as the first request, of which there are then `requests`. */
  readonly range: 'good' | ErrorCode;
  readonly requests: number;
  /** Reading a whole small file (a tile of a Deep Zoom slide); null: there is none. */
  readonly file: 'good' | ErrorCode | null;
  /** Downloading the second half of a model’s file. */
  readonly download: 'good' | ErrorCode;
}

/** Tries in all, wherever these are run. */
export const TRIES = 3;

const once = { requests: 1 } as const;
const always = { requests: TRIES } as const;
const wholeGood = { file: 'good' } as const;

export const MISBEHAVIOURS: readonly Misbehaviour[] = [
  {
    what: 'sends only whole files',
    behaviour: { ranges: 'ignored' },
    ...{ range: 'source/no-range-support', ...once, ...wholeGood, download: 'good' },
  },
  {
    what: 'sends another range and says so',
    behaviour: { ranges: 'shifted' },
    ...{ range: 'source/wrong-range', ...once, ...wholeGood, download: 'good' },
  },
  {
    what: 'says that its range ends before it begins',
    behaviour: { ranges: 'backwards' },
    ...{ range: 'source/wrong-range', ...once, ...wholeGood, download: 'good' },
  },
  {
    what: 'sends half of a range and says so',
    behaviour: { ranges: 'halved' },
    ...{ range: 'source/short-read', ...always, ...wholeGood, download: 'good' },
  },
  {
    what: 'hides what range it sends',
    behaviour: { ranges: 'unannounced' },
    ...{ range: 'good', ...once, ...wholeGood, download: 'good' },
  },
  {
    what: 'hides how large the file is',
    behaviour: { ranges: 'unsized' },
    ...{ range: 'good', ...once, ...wholeGood, download: 'good' },
  },
  {
    what: 'ends a range early and says nothing',
    behaviour: { ranges: 'short' },
    ...{ range: 'source/short-read', ...always, ...wholeGood, download: 'model/unreachable' },
  },
  {
    what: 'goes on after a range',
    behaviour: { ranges: 'long' },
    ...{ range: 'source/wrong-range', ...once, ...wholeGood, download: 'good' },
  },
  {
    what: 'sends compressed answers',
    behaviour: { compressed: true, ranges: 'ignored' },
    ...{ range: 'source/no-range-support', ...once, ...wholeGood, download: 'good' },
  },
  {
    what: 'sends compressed ranges',
    behaviour: { compressed: true },
    ...{ range: 'good', ...once, ...wholeGood, download: 'good' },
  },
  {
    what: 'answers with a web page',
    behaviour: { ranges: 'ignored', contentType: 'text/html; charset=utf-8' },
    ...{ range: 'source/web-page', ...once, ...wholeGood, download: 'good' },
  },
  {
    what: 'calls the file a video',
    behaviour: { contentType: 'video/mp4' },
    ...{ range: 'good', ...once, ...wholeGood, download: 'good' },
  },
  {
    what: 'lets no other page read its headers',
    behaviour: { exposed: [] },
    ...{ range: 'good', ...once, ...wholeGood, download: 'good' },
  },
  ...[401, 403].map((status): Misbehaviour => ({
    what: `answers ${status}`,
    behaviour: { status: () => status },
    ...{ range: 'source/http-status', ...once, file: 'source/http-status', download: 'model/unreachable' },
  })),
  ...[404, 410].map((status): Misbehaviour => ({
    what: `answers ${status}`,
    behaviour: { status: () => status },
    ...{ range: 'source/http-status', ...once, file: null, download: 'model/unreachable' },
  })),
  ...[408, 429, 500, 502, 503, 504].map((status): Misbehaviour => ({
    what: `answers ${status} for good`,
    behaviour: { status: () => status },
    ...{ range: 'source/http-status', ...always, file: 'source/http-status', download: 'model/unreachable' },
  })),
  ...(['0.01', 'Thu, 01 Jan 1970 00:00:05 GMT', 'whenever'] as const).map((retryAfter): Misbehaviour => ({
    what: `answers 503 once, with Retry-After: ${retryAfter}`,
    behaviour: { status: (request) => (request === 1 ? 503 : null), retryAfter },
    ...{ range: 'good', requests: 2, ...wholeGood, download: 'good' },
  })),
  {
    what: 'answers 429 and wants to be left alone for a year',
    behaviour: { status: () => 429, retryAfter: '31536000' },
    ...{ range: 'source/http-status', ...once, file: 'source/http-status', download: 'model/unreachable' },
  },
  {
    what: 'says of every range that the file is larger',
    behaviour: { ranges: 'other-total' },
    ...{ range: 'good', ...once, ...wholeGood, download: 'good' },
  },
  {
    what: 'names its version weakly',
    behaviour: { etag: 'W/"1"' },
    ...{ range: 'good', ...once, ...wholeGood, download: 'good' },
  },
  {
    what: 'sends on to another origin',
    behaviour: { redirectTo: 'http://127.0.0.1:1/' },
    ...{ range: 'network/redirected', ...once, file: 'network/redirected', download: 'model/unreachable' },
  },
  {
    what: 'takes its time',
    behaviour: { latencyMs: 300 },
    ...{ range: 'good', ...once, ...wholeGood, download: 'good' },
  },
  {
    what: 'drips',
    behaviour: { drip: { bytes: 2_000, everyMs: 20 } },
    ...{ range: 'good', ...once, ...wholeGood, download: 'good' },
  },
  {
    what: 'says nothing at all',
    behaviour: { stallAfterBytes: 0 },
    ...{ range: 'source/timeout', requests: 2, file: 'source/timeout', download: 'model/unreachable' },
  },
  {
    what: 'goes quiet in the middle',
    behaviour: { stallAfterBytes: 3_000 },
    ...{ range: 'source/timeout', requests: 2, file: 'source/timeout', download: 'model/unreachable' },
  },
  {
    what: 'closes the connection before it answers',
    behaviour: { cutAfterBytes: 0 },
    ...{ range: 'source/network', ...once, file: 'source/network', download: 'model/unreachable' },
  },
  {
    what: 'cuts off in the middle',
    behaviour: { cutAfterBytes: 3_000 },
    ...{ range: 'source/network', ...always, file: 'source/network', download: 'model/unreachable' },
  },
];
