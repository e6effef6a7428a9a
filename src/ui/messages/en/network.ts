import { bytes, count } from '../numbers.ts';

/** What this window reached and may reach, and what servers demand. */
export const network = {
  name: 'Network',
  intro:
    'Fovea reaches its own server and the hosts that you name, and no others. It only reads: what goes out are addresses (with their query), the part of a file that is wanted, and credentials that you entered; no request has a body. A host also learns the address of this site (Origin), as browsers tell it. All of this is kept in memory and is gone when the tab is closed.',
  open: 'What was contacted, and what for',
  table: 'Hosts of this window',
  host: 'Host',
  purpose: 'For',
  purposes: { app: 'program', slide: 'slides', model: 'models', result: 'results' },
  requests: 'Requests',
  refused: 'Refused',
  bytesIn: 'Read',
  bytesOut: 'Sent (addresses and headers)',
  last: 'First and last',
  times: (first: string, last: string) => (first === last ? first : `${first} to ${last}`),
  seen: 'Seen by the service worker',
  seenCount: (requests: number, refused: number) =>
    refused === 0 ? count(requests) : `${count(requests)}, ${count(refused)} refused`,
  own: 'this server',
  via: (host: string) => `sent on by ${host}`,
  withCredential: 'with credential',
  total: 'Total',
  bytes,
  none: 'Nothing was asked for yet.',
  counted:
    'Counted where requests are made, in the page and in its workers. Read: contents, unpacked. Sent: each request’s line with address and query, and the headers that Fovea sets (range, credential), as HTTP/1.1 writes them; what the browser adds to every request (its name, languages, Origin) and its own announcements (OPTIONS) are not told to a page. Hosts between one that sends on and the one it leads to are not told either. The program’s own files are loaded by the browser and are in the service worker’s figures only.',
  control: {
    absent: 'No service worker stands between this window and the network; Fovea’s own gate holds the rule alone.',
    late: 'The service worker took over when requests had been made: its figures are of those since then, and are not compared.',
    'from-start': 'The service worker counts independently; where it saw more than Fovea asked for, that is said here.',
  },
  othersOpen: 'Other windows of Fovea are open: the service worker’s figures are of all of them, and are not compared.',
  othersWereOpen: (time: string) =>
    `Other windows of Fovea were open until ${time}: the service worker’s figures are of all of them. Only requests since then are compared; where it saw more than Fovea asked for, that is said here.`,
  unaccounted: (hosts: string) =>
    `The service worker, or the browser’s policy for this page, met requests to ${hosts} that Fovea did not make: an extension of the browser, a developer tool or a fault may be behind them.`,
  allowed: 'Hosts you named',
  noneAllowed: 'None. A host is named by opening an address on it, or by agreeing to a link.',
  follows: 'redirects are followed',
  forget: 'Forget the credential',
  forgetFor: (host: string) => `Forget the credential for ${host}`,
  unname: 'No longer read from it',
  unnameFor: (host: string) => `No longer read from ${host}`,
  credential: {
    enter: 'Enter a token or password',
    change: 'Change the credential',
    title: (host: string) => `Credential for ${host}`,
    why: (host: string) =>
      `It is kept in this tab’s memory, sent to ${host} alone, and never written into links, files, logs or storage.`,
    plainHttp: 'This address begins with http://: on its way the credential can be read by anyone on the network.',
    demand: 'The server must allow the header (Access-Control-Allow-Headers) for this page.',
    kind: 'Kind',
    kinds: { bearer: 'Token', basic: 'User and password', header: 'Other header' },
    token: 'Token',
    user: 'User',
    password: 'Password',
    headerName: 'Header',
    headerValue: 'Value',
    use: 'Use it',
    cancel: 'Cancel',
    problems: {
      empty: 'There is nothing to send.',
      'bad-name': 'The name of a header is letters, digits and hyphens.',
      'reserved-name': 'This header belongs to the browser and cannot be set.',
      'bad-value': 'Only letters, digits and signs of ASCII can be sent; a user has no colon.',
      'too-long': 'It is too long to be sent.',
    },
    inLink: 'The server needs a token or password',
  },
  loggedOut: (host: string) =>
    `${host} is where Fovea comes from: its login has probably run out. Log in there in a new tab, then try again here; nothing here is lost.`,
  logIn: 'Log in in a new tab',
  follow: (host: string) => `Follow redirects of ${host}`,
  readFrom: (host: string) => `Read from ${host} too`,
} as const;
