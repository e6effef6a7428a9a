import { describe, expect, it } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { fakeContext, fakeSlide } from '#test-support/fake-services.ts';
import { rememberSlide } from '#state/preferences-store.ts';
import { openCommands } from './open-commands.ts';
import { recentCommands } from './recent-commands.ts';
import type { FileHandle, RecentFiles } from './recent-files.ts';

const handle: FileHandle = { kind: 'file', name: 'a.svs' };
const source = { kind: 'file', file: new File(['x'], 'a.svs') } as const;

/** Ways back kept in memory; `failure`: what every look at one meets. */
function setUp() {
  const kept = new Map<string, FileHandle>();
  const disk: { failure: Error | null; isKept: boolean } = { failure: null, isKept: true };
  const files: RecentFiles = {
    list: async () => [...kept].map(([id, { name }]) => ({ id, kind: 'file' as const, name })).toReversed(),
    remember: async (given) => {
      if (!disk.isKept) throw new DOMException('full', 'QuotaExceededError');
      kept.set(given.name, given);
    },
    open: async () => {
      if (disk.failure) throw disk.failure;
      return { source, handle };
    },
    forget: async (id) => void kept.delete(id),
    forgetAll: async () => {
      kept.clear();
    },
  };
  let opened = 0;
  const context = fakeContext({
    slides: { open: async () => fakeSlide({ id: `s${(opened += 1)}`, name: 'a.svs' }) },
    context: { recentFiles: async () => files },
  });
  const open = openCommands(context);
  const { stores } = context;
  const names = () => stores.recentFiles.getState().list.map(({ name }) => name);
  const opening = () => stores.slides.getState().opening;
  return { ...open, ...recentCommands(context, open), kept, disk, stores, names, opening };
}

/** Remembering goes on after a slide is on screen. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('a file that was opened', () => {
  it('is on the list once it is on screen, opens again from there, and is forgotten with all others', async () => {
    const test = setUp();
    test.stores.preferences.setState((state) => rememberSlide(state, 'https://x.test/b.svs', 'b.svs'));
    await test.openDropped(source, Promise.resolve(handle));
    await settled();
    expect(test.names()).toEqual(['a.svs']);
    const [file] = test.stores.recentFiles.getState().list;
    await test.openRecentFile(file!);
    expect([test.opening().kind, test.stores.slides.getState().order.length]).toEqual(['done', 2]);
    await test.forgetAllRecent();
    expect([test.names(), test.kept.size, test.stores.preferences.getState().recentSlides]).toEqual([[], 0, []]);
  });

  it('is not promised where the browser gives no way back or keeps none', async () => {
    const test = setUp();
    await test.openDropped(source, Promise.resolve(null));
    test.disk.isKept = false;
    await test.openDropped(source, Promise.resolve(handle));
    await settled();
    expect([test.names(), test.opening().kind]).toEqual([[], 'done']);
  });

  it('that is no slide is not on the list', async () => {
    const test = setUp();
    await test.openDropped(null, Promise.resolve(handle));
    await settled();
    expect(test.names()).toEqual([]);
  });

  it.each([
    ['recent/gone', new FoveaError('recent/gone', { name: 'a.svs' })],
    ['recent/not-allowed', new FoveaError('recent/not-allowed', { name: 'a.svs' })],
    ['recent/gone', new TypeError('anything else')],
  ])('and cannot be opened again says %s and stays until it is removed', async (code, failure) => {
    const test = setUp();
    await test.openDropped(source, Promise.resolve(handle));
    await settled();
    test.disk.failure = failure;
    const [file] = test.stores.recentFiles.getState().list;
    await test.openRecentFile(file!);
    expect(test.opening()).toMatchObject({ kind: 'failed', error: { code, context: { name: 'a.svs' } } });
    expect(test.names()).toEqual(['a.svs']);
    await test.forgetRecentFile(file!.id);
    expect(test.names()).toEqual([]);
  });
});
