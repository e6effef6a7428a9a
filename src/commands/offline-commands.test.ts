import { describe, expect, it, vi } from 'vitest';
import { beginRun, cancelledRun } from '#state/run-in-progress.ts';
import { beginOpening } from '#state/slides-store.ts';
import { createStores } from '#state/stores.ts';
import { pending } from '#test-support/fake-services.ts';
import type { OfflineClient, StoredShell, StoringNews, UpdateNews } from '#workers/offline/contract.ts';
import { offlineCommands, type OfflinePage } from './offline-commands.ts';

const DAY_MS = 86_400_000;
const WHOLE: StoredShell = { files: 3, bytes: 30, listedBytes: 30 };

function setUp(options: { isIsolated?: boolean; hasWorker?: boolean; stored?: StoredShell | null } = {}) {
  const { isIsolated = true, hasWorker = true, stored = null } = options;
  const seen = {
    flushedBefore: NaN,
    reloads: 0,
    takenOver: 0,
    stores: 0,
    tidied: 0,
    checks: 0,
    asked: 0,
    looks: [] as boolean[],
  };
  const tab = { wasReloaded: false, hasDialog: false, canNote: true, canWrite: true, readMs: 0 };
  const host = {
    isUp: true,
    answers: true,
    isOfThisVersion: true,
    ends: [{ kind: 'stored' }] as readonly StoringNews[],
    found: null as UpdateNews | null,
    meanwhile: (): void => undefined,
  };
  let onDisk = stored;
  let onUpdate: (news: UpdateNews) => void = () => undefined;
  let comeBack: () => void = () => undefined;
  let tellInstall: Parameters<OfflinePage['onInstall']>[0] = () => undefined;
  const client: OfflineClient = {
    version: '0.1.0+abc',
    start: async (listener) => {
      onUpdate = listener;
      return hasWorker ? null : 'insecure';
    },
    look: async (isThorough) => {
      seen.looks.push(isThorough);
      return onDisk;
    },
    store: async (onNews) => {
      seen.stores += 1;
      for (const news of host.ends) onNews(news);
      if (host.ends.at(-1)?.kind === 'stored' && host.isOfThisVersion) onDisk = WHOLE;
    },
    check: async () => {
      seen.checks += 1;
      if (!host.isUp) throw new TypeError('Failed to update');
      if (host.found) onUpdate(host.found);
    },
    takeOver: async () => {
      if (!host.answers) throw new Error('the service worker does not answer');
      seen.takenOver += 1;
      host.meanwhile();
    },
    tidy: () => void (seen.tidied += 1),
  };
  const page: OfflinePage = {
    isIsolated,
    isOnItsOwn: true,
    hasDialog: () => tab.hasDialog,
    reload: () => void (seen.reloads += 1),
    wasReloaded: () => {
      if (!tab.canNote) throw new DOMException('no', 'SecurityError');
      return tab.wasReloaded;
    },
    noteReloaded: (was) => {
      if (!tab.canNote) throw new DOMException('no', 'SecurityError');
      tab.wasReloaded = was;
    },
    lastReadMs: () => tab.readMs,
    noteRead: (atMs) => void (tab.readMs = atMs),
    whenSeen: (back) => (comeBack = back),
    onInstall: (tell) => (tellInstall = tell),
    askToInstall: async () => void (seen.asked += 1),
  };
  const stores = createStores({ read: () => null, write: () => undefined });
  const clock = { nowMs: DAY_MS * 400 };
  const writing = { held: Promise.resolve<undefined>(undefined) };
  const flushWork = async () => {
    if (!tab.canWrite) throw new Error('nothing can be written');
    await writing.held;
    seen.flushedBefore = seen.reloads + seen.takenOver;
  };
  const commands = offlineCommands({ stores, client, page, flushWork, now: () => clock.nowMs });
  const state = () => stores.offline.getState();
  const open = () => {
    stores.slides.setState((slides) => beginOpening(slides, { token: 't', name: 'a.svs', download: null }));
  };
  return {
    ...{ seen, tab, host, writing, stores, clock, commands, state, open },
    find: (news: UpdateNews) => {
      onUpdate(news);
    },
    comeBack: () => {
      comeBack();
    },
    install: (to: Parameters<typeof tellInstall>[0]) => {
      tellInstall(to);
    },
  };
}

describe('threads on a host that does not isolate', () => {
  it('come by one reload, before anything else is done', async () => {
    const { commands, seen, tab } = setUp({ isIsolated: false });
    await commands.start();
    expect([seen.reloads, seen.stores, tab.wasReloaded]).toEqual([1, 0, true]);
  });

  it('that did not come by it are not tried for again, and nothing is promised', async () => {
    const { commands, seen, tab, state } = setUp({ isIsolated: false });
    tab.wasReloaded = true;
    await commands.start();
    expect([seen.reloads, state().wouldIsolate, seen.stores]).toEqual([0, false, 1]);
  });

  it.each([
    ['a slide is being opened', (test: ReturnType<typeof setUp>) => { test.open(); }], // prettier-ignore
    ['a dialog is open', (test: ReturnType<typeof setUp>) => { test.tab.hasDialog = true; }], // prettier-ignore
    ['nothing can be noted, so that nothing would end a row of reloads', (test: ReturnType<typeof setUp>) => { test.tab.canNote = false; }], // prettier-ignore
  ])('wait for the user where %s', async (_, make) => {
    const test = setUp({ isIsolated: false });
    make(test);
    await test.commands.start();
    expect([test.seen.reloads, test.state().wouldIsolate]).toEqual([0, true]);
  });

  it('once there, may be lost and come again', async () => {
    const { commands, seen, tab } = setUp();
    tab.wasReloaded = true;
    await commands.start();
    expect([seen.reloads, tab.wasReloaded]).toEqual([0, false]);
  });
});

describe('the program on this machine', () => {
  it('is stored once and then found', async () => {
    const first = setUp();
    await first.commands.start();
    expect([first.seen.stores, first.seen.tidied]).toEqual([1, 1]);
    expect(first.state()).toMatchObject({ version: '0.1.0+abc', shell: { kind: 'stored', files: 3, bytes: 30 } });
    const second = setUp({ stored: WHOLE });
    await second.commands.start();
    expect([second.seen.stores, second.state().shell.kind]).toEqual([0, 'stored']);
  });

  it('with a file gone or cut short is not called whole, and is mended', async () => {
    const { commands, seen, state } = setUp({ stored: { ...WHOLE, bytes: 20 } });
    await commands.start();
    expect([seen.stores, state().shell.kind]).toEqual([1, 'stored']);
  });

  it('that could not be stored says which file; storing it again works', async () => {
    const { commands, host, state } = setUp();
    const failure = { kind: 'failed', problem: 'unreachable', path: 'assets/a.js' } as const;
    host.ends = [{ kind: 'storing', doneBytes: 1, totalBytes: 30 }, failure];
    await commands.start();
    expect(state().shell).toEqual(failure);
    host.ends = [{ kind: 'stored' }];
    await commands.storeShell();
    expect(state().shell.kind).toBe('stored');
  });

  it('is said to be impossible without a service worker', async () => {
    const { commands, state, seen } = setUp({ isIsolated: false, hasWorker: false });
    await commands.start();
    expect([state().shell, state().wouldIsolate, seen.reloads]).toEqual([
      { kind: 'impossible', why: 'insecure' },
      false,
      0,
    ]);
  });

  it('is read whole once a day, else looked at', async () => {
    const { commands, seen, clock } = setUp({ stored: WHOLE });
    await commands.start();
    await commands.storeShell();
    clock.nowMs += 2 * DAY_MS;
    await commands.storeShell();
    expect(seen.looks).toEqual([true, false, true]);
  });

  it('of another version than this page says so, rather than looking for ever', async () => {
    const { commands, host, state } = setUp();
    host.isOfThisVersion = false;
    await commands.start();
    expect(state().shell).toEqual({ kind: 'failed', problem: 'other-content', path: 'index.html' });
  });
});

describe('a newer version', () => {
  it('is taken when the user says so, by a reload after it took over', async () => {
    const { commands, find, seen, state } = setUp();
    await commands.start();
    find('storing');
    expect([state().update.kind, seen.reloads]).toEqual(['storing', 0]);
    find('ready');
    expect(state().update).toEqual({ kind: 'ready', isPutOff: false });
    await commands.takeUpdate();
    find('elsewhere');
    expect([seen.takenOver, seen.reloads, state().update.kind]).toEqual([1, 1, 'restarting']);
  });

  it.each([
    ['taken', (test: ReturnType<typeof setUp>) => test.commands.takeUpdate()],
    ['loaded anew for threads', (test: ReturnType<typeof setUp>) => test.commands.reload()],
  ])('%s, after what waits to be written is, or cannot be', async (_, restart) => {
    const test = setUp();
    await test.commands.start();
    test.find('ready');
    await restart(test);
    expect([test.seen.flushedBefore, test.seen.reloads]).toEqual([0, 1]);
    const full = setUp();
    vi.spyOn(console, 'warn').mockReturnValue(undefined);
    await full.commands.start();
    full.find('ready');
    full.tab.canWrite = false;
    await restart(full);
    expect(full.seen.reloads).toBe(1);
  });

  it('waits while a model runs', async () => {
    const { commands, find, seen, stores } = setUp();
    await commands.start();
    find('ready');
    const run = { id: 'r', slideId: 's', modelId: 'm', startedAtMs: 0 };
    stores.runs.setState((runs) => beginRun(runs, run));
    await commands.takeUpdate();
    expect([seen.takenOver, seen.reloads]).toEqual([0, 0]);
    stores.runs.setState((runs) => cancelledRun(runs, 'r', 1));
    await commands.takeUpdate();
    expect([seen.takenOver, seen.reloads]).toEqual([1, 1]);
  });

  it('waits for what was begun while the rest was being written', async () => {
    const { commands, find, seen, state, stores, writing } = setUp();
    await commands.start();
    find('ready');
    for (const restart of [commands.takeUpdate, commands.reload]) {
      const held = pending<undefined>();
      writing.held = held.promise;
      const restarting = restart();
      stores.runs.setState((runs) => beginRun(runs, { id: 'r', slideId: 's', modelId: 'm', startedAtMs: 0 }));
      held.resolve(undefined);
      await restarting;
      expect([seen.takenOver, seen.reloads, state().update.kind]).toEqual([0, 0, 'ready']);
      stores.runs.setState((runs) => cancelledRun(runs, 'r', 1));
    }
    await commands.takeUpdate();
    expect([seen.takenOver, seen.reloads]).toEqual([1, 1]);
  });

  it('that took over while a run was begun is left for later', async () => {
    const { commands, find, host, seen, state, stores } = setUp();
    await commands.start();
    find('ready');
    host.meanwhile = () => {
      stores.runs.setState((runs) => beginRun(runs, { id: 'r', slideId: 's', modelId: 'm', startedAtMs: 0 }));
    };
    await commands.takeUpdate();
    expect([seen.takenOver, seen.reloads, state().update]).toEqual([1, 0, { kind: 'elsewhere', isPutOff: false }]);
    stores.runs.setState((runs) => cancelledRun(runs, 'r', 1));
    await commands.takeUpdate();
    expect([seen.takenOver, seen.reloads]).toEqual([1, 1]);
  });

  it('that does not answer leaves this one in use, and can be asked again', async () => {
    const { commands, find, host, seen, state } = setUp();
    await commands.start();
    find('ready');
    host.answers = false;
    await commands.takeUpdate();
    expect([state().update, seen.reloads]).toEqual([{ kind: 'not-taken', isPutOff: false }, 0]);
    host.answers = true;
    await commands.takeUpdate();
    expect([seen.takenOver, seen.reloads]).toEqual([1, 1]);
  });

  it('whose files are those of this one is none', async () => {
    const { commands, find, state } = setUp();
    await commands.start();
    find('storing');
    find('none');
    expect(state().update.kind).toBe('none');
    find('ready');
    find('none');
    expect(state().update.kind).toBe('ready');
  });

  it('that another tab runs asks nobody to take over again', async () => {
    const { commands, find, seen } = setUp();
    await commands.start();
    find('elsewhere');
    await commands.takeUpdate();
    expect([seen.takenOver, seen.reloads]).toEqual([0, 1]);
  });

  it('is asked for: none, one that is being stored, a host that is gone', async () => {
    const { commands, host, state, clock } = setUp();
    await commands.start();
    await commands.checkForUpdate();
    expect(state().update).toEqual({ kind: 'none', checkedAtMs: clock.nowMs });
    host.isUp = false;
    await commands.checkForUpdate();
    expect(state().update.kind).toBe('unreachable');
    host.isUp = true;
    host.found = 'storing';
    await commands.checkForUpdate();
    expect(state().update.kind).toBe('storing');
  });

  it('is looked for in a window that stays open, every six hours at most', async () => {
    const { commands, comeBack, seen, clock } = setUp();
    await commands.start();
    comeBack();
    clock.nowMs += 7 * 3_600_000;
    comeBack();
    comeBack();
    expect(seen.checks).toBe(1);
  });
});

it('installing is the browser’s to ask', async () => {
  const { commands, install, seen, state } = setUp();
  await commands.start();
  expect(state().install).toBe('by-hand');
  install('offered');
  await commands.install();
  expect([state().install, seen.asked]).toEqual(['offered', 1]);
  install('installed');
  expect(state().install).toBe('installed');
});
