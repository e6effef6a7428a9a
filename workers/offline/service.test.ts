import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { POLICY_IN_HEADER } from '#core/network/content-policy.ts';
import { memoryCaches } from '#test-support/memory-caches.ts';
import type { Shell, StoringNews } from './contract.ts';
import { createOfflineService } from './service.ts';
import { createShellCache } from './shell-cache.ts';
import { cacheName, fileKey, VERSION_HEADER } from './shell.ts';

const SCOPE = 'https://lab.test/viewer/';

type Files = Readonly<Record<string, string>>;

const OLD: Files = { 'index.html': 'old page', 'assets/app-1.js': 'old code', 'assets/ort-1.wasm': 'runtime' };
const NEW: Files = {
  'index.html': 'new page',
  'assets/app-2.js': 'new code',
  'assets/ort-1.wasm': 'runtime',
  'models/index.json': 'new models',
};

function shellOf(version: string, files: Files): Shell {
  const listed = Object.entries(files).map(([path, content]) => ({
    path,
    sha256: createHash('sha256').update(content).digest('hex'),
    bytes: content.length,
  }));
  const phantom = { path: 'phantom/phantom-01.tif', sha256: 'a'.repeat(64), bytes: 3 };
  return { version, policy: POLICY_IN_HEADER, files: listed, onDisk: [phantom] };
}

/** A host whose files can be changed or taken away, and the disk that outlives its versions. */
function setUp() {
  const caches = memoryCaches();
  const host = {
    files: OLD,
    isUp: true,
    headers: { 'Content-Type': 'text/html' } as Record<string, string>,
    sends: (path: string): BodyInit | undefined => host.files[path],
  };
  const asked: string[] = [];
  const answerOf = (url: string): Response => {
    const path = url.slice(SCOPE.length) || 'index.html';
    asked.push(path);
    if (!host.isUp) throw new TypeError('Failed to fetch');
    const content = host.sends(path);
    return content === undefined
      ? new Response('no', { status: 404 })
      : new Response(content, { headers: host.headers });
  };
  const cache = createShellCache({ scope: SCOPE, caches, fetch: async (url) => answerOf(url) });
  let onDisk: string | null = null;
  const live = new Set<string>();
  const successor = { is: false };
  const serviceOf = (shell: Shell) =>
    createOfflineService({
      scope: SCOPE,
      shell,
      cache,
      fetch: async (request) => answerOf(request.url),
      answerFromDisk: async () => (onDisk === null ? null : new Response(onDisk)),
      versionsInUse: async () => live,
      alone: (job) => job(),
      hasSuccessor: () => successor.is,
    });
  const keep = (content: string) => (onDisk = content);
  return { cache, host, asked, live, successor, serviceOf, keep, kept: caches.entries(cacheName(SCOPE)) };
}

type Service = ReturnType<ReturnType<typeof setUp>['serviceOf']>;

async function store(service: Service): Promise<StoringNews[]> {
  const told: StoringNews[] = [];
  await service.store((news) => told.push(news));
  return told;
}

async function read(service: Service, path: string): Promise<string | null> {
  return (await service.answer(new Request(SCOPE + path)))?.text() ?? null;
}

describe('the shell', () => {
  it('is stored file by file, told with bytes, and answered with nobody on the other side, isolated', async () => {
    const { host, serviceOf } = setUp();
    const service = serviceOf(shellOf('1', OLD));
    const told = await store(service);
    expect(told[0]).toEqual({ kind: 'storing', doneBytes: 0, totalBytes: 23 });
    expect(told.at(-2)).toEqual({ kind: 'storing', doneBytes: 23, totalBytes: 23 });
    expect(told.at(-1)).toEqual({ kind: 'stored' });
    host.isUp = false;
    const answer = await service.answer(new Request(`${SCOPE}?slide=x`));
    expect(await answer?.text()).toBe('old page');
    const headers = Object.fromEntries(answer?.headers ?? []);
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY_IN_HEADER,
    });
  });

  it('keeps no header of the day of storing: what the host sends by mistake ends when it is mended', async () => {
    const { host, serviceOf } = setUp();
    const service = serviceOf(shellOf('1', OLD));
    host.headers = {
      'Content-Type': 'application/octet-stream',
      'Content-Security-Policy': "connect-src 'none'",
      'Clear-Site-Data': '"storage"',
      'X-Frame-Options': 'DENY',
      Refresh: '1',
    };
    const before = await service.answer(new Request(SCOPE));
    expect(before?.headers.get('Content-Security-Policy')).toBe(`connect-src 'none', ${POLICY_IN_HEADER}`);
    await store(service);
    for (const [path, type] of [
      ['', 'text/html; charset=utf-8'],
      ['assets/app-1.js', 'text/javascript; charset=utf-8'],
      ['assets/ort-1.wasm', 'application/wasm'],
    ] as const) {
      const headers = Object.fromEntries((await service.answer(new Request(SCOPE + path)))?.headers ?? []);
      expect([headers['content-type'], headers['content-security-policy']]).toEqual([type, POLICY_IN_HEADER]);
      expect(Object.keys(headers)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(?:clear-site-data|x-frame-options|refresh)$/)]),
      );
    }
  });

  it('is the host’s while it is not stored, isolated all the same', async () => {
    const { serviceOf } = setUp();
    const answer = await serviceOf(shellOf('1', OLD)).answer(new Request(SCOPE));
    expect(await answer?.text()).toBe('old page');
    expect(answer?.headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
  });

  it('of a newer version brings only what has changed; both work until no tab runs the old one', async () => {
    const { host, asked, live, successor, serviceOf, kept } = setUp();
    const [before, after] = [serviceOf(shellOf('1', OLD)), serviceOf(shellOf('2', NEW))];
    await store(before);
    host.files = NEW;
    asked.length = 0;
    live.add('1');
    successor.is = true;
    await store(after);
    expect(asked.toSorted()).toEqual(['assets/app-2.js', 'index.html', 'models/index.json']);
    await after.agree();
    await before.tidy();
    successor.is = false;
    await after.tidy();
    host.isUp = false;
    expect(await read(after, '')).toBe('new page');
    expect(await read(after, 'assets/app-1.js')).toBe('old code');
    live.clear();
    live.add('2');
    await after.tidy();
    await expect(read(after, 'assets/app-1.js')).rejects.toThrow();
    expect(await read(after, 'assets/ort-1.wasm')).toBe('runtime');
    // Four files, the list of the one version, and that it was agreed to.
    expect(kept.size).toBe(6);
  });

  it.each([
    ['unreachable', 'is cut off', (path: string) => (path === 'assets/ort-1.wasm' ? undefined : OLD[path])],
    [
      'other-content',
      'is rewritten by its host',
      (path: string) => (path === 'assets/ort-1.wasm' ? 'runtime.' : OLD[path]),
    ],
  ])('is not taken for whole (%s) where a file %s; the next try brings the rest', async (problem, _, sends) => {
    const { host, asked, serviceOf } = setUp();
    const service = serviceOf(shellOf('1', OLD));
    host.sends = sends;
    expect((await store(service)).at(-1)).toEqual({ kind: 'failed', problem, path: 'assets/ort-1.wasm' });
    host.sends = (path) => OLD[path];
    asked.length = 0;
    expect((await store(service)).at(-1)).toEqual({ kind: 'stored' });
    expect(asked).toEqual(['assets/ort-1.wasm']);
  });

  it('that finds no room says so', async () => {
    const { serviceOf, kept } = setUp();
    kept.set = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    expect((await store(serviceOf(shellOf('1', OLD)))).at(-1)).toMatchObject({ kind: 'failed', problem: 'no-room' });
  });
});

describe('a version', () => {
  const asksAs = (version: string, path: string) =>
    new Request(SCOPE + path, { headers: { [VERSION_HEADER]: version } });

  it('is given to windows until the user agrees to another, whichever service worker is in charge', async () => {
    const { host, live, serviceOf } = setUp();
    const [before, after] = [serviceOf(shellOf('1', OLD)), serviceOf(shellOf('2', NEW))];
    await before.agree();
    await store(before);
    host.files = NEW;
    await store(after);
    host.isUp = false;
    // All windows were closed, so the browser let the new one in; a start later its leftovers are deleted.
    await after.tidy();
    expect(await after.versions()).toEqual({ newest: '2', agreed: '1' });
    expect([await read(after, ''), await read(after, 'assets/app-1.js')]).toEqual(['old page', 'old code']);
    live.add('1');
    await after.agree();
    await after.tidy();
    expect(await after.versions()).toEqual({ newest: '2', agreed: '2' });
    expect(await read(after, '')).toBe('new page');
    // The one that is still in charge while the new one waits gives it as well.
    expect(await read(before, '')).toBe('new page');
    expect(await read(after, 'assets/app-1.js')).toBe('old code');
  });

  it('that was never stored whole cannot be kept to: then the new one', async () => {
    const { host, serviceOf } = setUp();
    await serviceOf(shellOf('1', OLD)).agree();
    host.files = NEW;
    const after = serviceOf(shellOf('2', NEW));
    await store(after);
    expect(await after.versions()).toEqual({ newest: '2', agreed: '2' });
    expect(await read(after, '')).toBe('new page');
  });

  it('of a tab that goes on with its own gets its own files under names that all versions share', async () => {
    const { host, live, serviceOf } = setUp();
    const withModels = { ...OLD, 'models/index.json': 'old models' };
    const [before, after] = [serviceOf(shellOf('1', withModels)), serviceOf(shellOf('2', NEW))];
    host.files = withModels;
    await store(before);
    live.add('1');
    host.files = NEW;
    await store(after);
    await after.agree();
    await after.tidy();
    host.isUp = false;
    const textOf = async (request: Request) => (await after.answer(request))?.text();
    expect(await textOf(asksAs('1', 'models/index.json'))).toBe('old models');
    expect(await textOf(asksAs('2', 'models/index.json'))).toBe('new models');
    expect(await textOf(asksAs('unknown', 'models/index.json'))).toBe('new models');
  });
});

it('a disk that cannot be read is not in the way: the host has the files', async () => {
  const { keep, serviceOf, kept } = setUp();
  const service = serviceOf(shellOf('1', OLD));
  await store(service);
  kept.get = () => {
    throw new DOMException('damaged', 'UnknownError');
  };
  expect([await read(service, ''), await read(service, 'assets/app-1.js')]).toEqual(['old page', 'old code']);
  keep('the disk’s');
  expect(await read(service, 'phantom/phantom-01.tif')).toBe('the disk’s');
});

it('a stored file that was cut short is noticed by reading it, and fetched again', async () => {
  const { asked, serviceOf, cache, kept } = setUp();
  const service = serviceOf(shellOf('1', OLD));
  await store(service);
  const file = shellOf('1', OLD).files[2]!;
  kept.set(fileKey(SCOPE, file), new Response('run', { headers: { 'Content-Length': '7' } }));
  expect([(await cache.look('1', false))?.bytes, (await cache.look('1', true))?.bytes]).toEqual([23, 16]);
  asked.length = 0;
  await store(service);
  expect(asked).toEqual(['assets/ort-1.wasm']);
  expect((await cache.look('1', true))?.bytes).toBe(23);
});

it('of a large file each part that arrives is told: a slow link is no silence', async () => {
  const { host, serviceOf } = setUp();
  const large = { 'assets/ort-1.wasm': 'x'.repeat(2e6) };
  host.files = large;
  const pieces = Array.from({ length: 20 }, (_, index) =>
    new TextEncoder().encode(large['assets/ort-1.wasm'].slice(index * 1e5, (index + 1) * 1e5)),
  );
  host.sends = () => new ReadableStream({ pull: (stream) => { const next = pieces.shift(); if (next) stream.enqueue(next); else stream.close(); } }); // prettier-ignore
  const told = await store(serviceOf(shellOf('1', large)));
  expect(told.at(-1)).toEqual({ kind: 'stored' });
  const doneBytes = told.flatMap((news) => (news.kind === 'storing' ? [news.doneBytes] : []));
  expect(doneBytes).toEqual([0, 3e5, 6e5, 9e5, 12e5, 15e5, 18e5, 2e6]);
});

it('what ships beside the shell comes from the disk where it is there, else from the host', async () => {
  const { host, serviceOf, keep } = setUp();
  const service = serviceOf(shellOf('1', OLD));
  host.files = { 'phantom/phantom-01.tif': 'the host’s' };
  expect(await read(service, 'phantom/phantom-01.tif')).toBe('the host’s');
  keep('the disk’s');
  host.isUp = false;
  expect(await read(service, 'phantom/phantom-01.tif')).toBe('the disk’s');
});

it.each([
  ['another host', new Request('https://slides.test/a.svs')],
  ['another folder of this host', new Request('https://lab.test/other/index.html')],
  ['the address at which a login is met', new Request(`${SCOPE}?login`)],
  ['weights of a model', new Request(`${SCOPE}models/a/encoder.onnx`)],
  ['what is sent', new Request(SCOPE, { method: 'POST', body: 'x' })],
])('leaves %s alone', (_, request) => {
  expect(setUp().serviceOf(shellOf('1', OLD)).answer(request)).toBeNull();
});
