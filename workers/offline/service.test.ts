import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { POLICY_IN_HEADER } from '#core/network/content-policy.ts';
import { memoryCaches } from '#test-support/memory-caches.ts';
import type { Shell, StoringNews } from './contract.ts';
import { createOfflineService } from './service.ts';
import { createShellCache } from './shell-cache.ts';
import { cacheName } from './shell.ts';

const SCOPE = 'https://lab.test/viewer/';

type Files = Readonly<Record<string, string>>;

const OLD: Files = { 'index.html': 'old page', 'assets/app-1.js': 'old code', 'assets/ort-1.wasm': 'runtime' };
const NEW: Files = { 'index.html': 'new page', 'assets/app-2.js': 'new code', 'assets/ort-1.wasm': 'runtime' };

function shellOf(version: string, files: Files): Shell {
  const listed = Object.entries(files).map(([path, content]) => ({
    path,
    sha256: createHash('sha256').update(content).digest('hex'),
    bytes: content.length,
  }));
  const phantom = { path: 'phantom/phantom-01.tif', sha256: 'a'.repeat(64), bytes: 3 };
  return { version, files: listed, onDisk: [phantom] };
}

/** A host whose files can be changed or taken away, and the disk that outlives its versions. */
function setUp() {
  const caches = memoryCaches();
  const host = { files: OLD, isUp: true, sends: (path: string): string | undefined => host.files[path] };
  const asked: string[] = [];
  const answerOf = (url: string): Response => {
    const path = url.slice(SCOPE.length) || 'index.html';
    asked.push(path);
    if (!host.isUp) throw new TypeError('Failed to fetch');
    const content = host.sends(path);
    const headers = { 'Content-Type': 'text/test', Vary: 'Accept', 'Content-Security-Policy': "default-src 'self'" };
    return content === undefined ? new Response('no', { status: 404 }) : new Response(content, { headers });
  };
  let onDisk: string | null = null;
  const live = new Set<string>();
  const successor = { is: false };
  const serviceOf = (shell: Shell) =>
    createOfflineService({
      scope: SCOPE,
      shell,
      cache: createShellCache({ scope: SCOPE, caches, fetch: async (url) => answerOf(url) }),
      fetch: async (request) => answerOf(request.url),
      answerFromDisk: async () => (onDisk === null ? null : new Response(onDisk)),
      versionsInUse: async () => live,
      alone: (job) => job(),
      hasSuccessor: () => successor.is,
    });
  const keep = (content: string) => (onDisk = content);
  return { host, asked, live, successor, serviceOf, keep, kept: caches.entries(cacheName(SCOPE)) };
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
      'content-type': 'text/test',
      // The host's own, and ours beside it: both hold.
      'content-security-policy': `default-src 'self', ${POLICY_IN_HEADER}`,
    });
    expect(headers).not.toHaveProperty('vary');
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
    expect(asked.toSorted()).toEqual(['assets/app-2.js', 'index.html']);
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
    // Three files and the list of the one version.
    expect(kept.size).toBe(4);
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
  ['weights of a model', new Request(`${SCOPE}models/a/encoder.onnx`)],
  ['what is sent', new Request(SCOPE, { method: 'POST', body: 'x' })],
])('leaves %s alone', (_, request) => {
  expect(setUp().serviceOf(shellOf('1', OLD)).answer(request)).toBeNull();
});
