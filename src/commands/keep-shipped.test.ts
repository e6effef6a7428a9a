import { describe, expect, it, vi } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { beginRun, cancelledRun } from '#state/run-in-progress.ts';
import { pending } from '#test-support/fake-services.ts';
import { busy, lost, modelFilesWorld as setUp, phantom, untilAborted } from '#test-support/model-files.ts';

describe('what ships', () => {
  it('is stored when the window has been idle, small files first, and the browser is asked once to keep it', async () => {
    const { commands, asked, disk, modelFiles, context, quietMs } = setUp();
    await commands.keepModelFiles();
    expect(quietMs()).toBeGreaterThanOrEqual(8000);
    expect(asked).toEqual([
      'https://fovea.test/app/models/shipped/b.onnx',
      'https://fovea.test/app/phantom/phantom-01.tif',
      'https://fovea.test/app/models/shipped/a.onnx',
    ]);
    expect(Object.values(disk)).toEqual([10, 30, 50]);
    expect(modelFiles.getState().shipped).toEqual({ kind: 'done' });
    expect(context.stores.preferences.getState().askedToKeep).toBe(true);
    expect(context.stores.models.getState().storage.isLasting).toBe(true);
    await commands.storeShippedNow();
    expect(asked).toHaveLength(3);
  });

  it('is left alone where the user or the browser does not want it, until told to', async () => {
    const sparing = setUp({ savesData: true });
    await sparing.commands.keepModelFiles();
    expect([sparing.asked.length, sparing.modelFiles.getState().shipped.kind]).toEqual([0, 'sparing']);
    await sparing.commands.storeShippedNow();
    expect(sparing.asked).toHaveLength(3);
    const off = setUp();
    off.context.stores.preferences.setState({ keepShipped: false });
    await off.commands.keepModelFiles();
    expect(off.asked).toEqual([]);
  });

  it('is left as the user wants it where that was said right after the start', async () => {
    const told = setUp({ reply: untilAborted });
    const started = told.commands.keepModelFiles();
    void told.commands.storeShippedNow();
    await started;
    await vi.waitFor(() => {
      expect(told.asked).toHaveLength(1);
    });
    // Begun by hand, it has not waited for idleness.
    expect(told.quietMs()).toBe(3000);
    const paused = setUp();
    const later = paused.commands.keepModelFiles();
    paused.commands.pauseStoring();
    await later;
    expect([paused.asked, paused.modelFiles.getState().shipped]).toEqual([[], { kind: 'paused', why: 'user' }]);
  });

  it('gives way to a run, and goes on after it', async () => {
    let begun: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (begun = resolve));
    const world = setUp({
      reply: (_url, _tell, signal) =>
        world.asked.length > 1
          ? Promise.resolve()
          : new Promise((_resolve, reject) => {
              begun();
              signal.addEventListener('abort', () => {
                reject(signal.reason as Error);
              });
            }),
    });
    const { commands, context, asked, modelFiles } = world;
    const storing = commands.storeShippedNow();
    await first;
    context.stores.runs.setState((state) =>
      beginRun(state, { id: 'r', slideId: 's', modelId: 'shipped', startedAtMs: 0 }),
    );
    await vi.waitFor(() => {
      expect(modelFiles.getState().shipped.kind).toBe('waiting');
    });
    expect(asked).toHaveLength(1);
    context.stores.runs.setState((state) => cancelledRun(state, 'r', 0));
    await storing;
    expect(asked).toHaveLength(4);
    expect(modelFiles.getState().shipped.kind).toBe('done');
  });

  it('pauses without a connection or while the server is busy, and goes on when it wakes or a while has passed', async () => {
    let answer: (url: string) => Error | null = lost;
    const world = setUp({
      reply: (url) => {
        const error = answer(url);
        return error ? Promise.reject(error) : Promise.resolve();
      },
    });
    const { commands, modelFiles, pauses, asked } = world;
    const after = async (act: () => void) => {
      const before = asked.length;
      act();
      await vi.waitFor(() => {
        expect(asked.length).toBeGreaterThan(before);
        expect(modelFiles.getState().shipped.kind).toMatch(/paused|done/);
      });
      return modelFiles.getState().shipped;
    };
    await commands.keepModelFiles();
    expect(modelFiles.getState().shipped).toEqual({ kind: 'paused', why: 'connection' });
    expect(await after(world.wake)).toEqual({ kind: 'paused', why: 'connection' });
    expect(await after(() => pauses.at(-1)?.end())).toEqual({ kind: 'paused', why: 'connection' });
    answer = (url) => busy(url, 20 * 60_000);
    expect(await after(world.wake)).toEqual({ kind: 'paused', why: 'server' });
    expect(pauses.map(({ ms }) => ms / 60_000)).toEqual([1, 5, 5, 20]);
    answer = () => null;
    // Not before the server wants to be asked.
    const before = asked.length;
    world.wake(19 * 60_000);
    expect(asked).toHaveLength(before);
    expect(await after(() => world.wake(60_000))).toEqual({ kind: 'done' });
  });

  it('that the user has paused is not gone on with by itself', async () => {
    const { commands, modelFiles, pauses, asked, wake } = setUp({ reply: (url) => Promise.reject(lost(url)) });
    await commands.keepModelFiles();
    commands.pauseStoring();
    await vi.waitFor(() => {
      expect(modelFiles.getState().shipped).toEqual({ kind: 'paused', why: 'user' });
    });
    wake();
    pauses.at(-1)?.end();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toHaveLength(1);
  });

  it('says that the disk is full', async () => {
    const full = new FoveaError('model/no-room', { bundle: 'shipped', bytes: 10, roomBytes: 1 });
    const { commands, modelFiles } = setUp({ reply: () => Promise.reject(full) });
    await commands.storeShippedNow();
    expect(modelFiles.getState().shipped).toMatchObject({ kind: 'failed', error: { code: 'model/no-room' } });
  });

  it('can be deleted, model by model, is not stored again by itself then, and again when asked for', async () => {
    const { commands, disk, asked, context } = setUp();
    await commands.storeShippedNow();
    await commands.dropShipped('shipped');
    expect(Object.keys(disk)).toEqual([phantom.sha256]);
    await commands.keepModelFiles();
    expect(asked).toHaveLength(3);
    await commands.fetchShipped('shipped');
    expect(asked).toHaveLength(5);
    expect(context.stores.preferences.getState().notKept).toEqual([]);
  });

  it('can be deleted while it is stored, and the others are stored as before', async () => {
    const world = setUp({
      reply: (url, ...of) => (url.endsWith('b.onnx') ? untilAborted(url, ...of) : Promise.resolve()),
    });
    const { commands, disk, asked, modelFiles } = world;
    const storing = commands.storeShippedNow();
    await vi.waitFor(() => {
      expect(asked).toHaveLength(1);
    });
    await commands.dropShipped('shipped');
    await storing;
    await vi.waitFor(() => {
      expect(modelFiles.getState().shipped.kind).toBe('done');
    });
    // Told to begin at once, it goes on at once.
    expect([Object.keys(disk), world.quietMs()]).toEqual([[phantom.sha256], 0]);
  });

  it('that is paused while files are deleted stays paused', async () => {
    const deleted = pending<boolean>();
    const world = setUp({ reply: untilAborted, inference: { removeModelFiles: () => deleted.promise } });
    const { commands, asked, modelFiles } = world;
    void commands.storeShippedNow();
    await vi.waitFor(() => {
      expect(asked).toHaveLength(1);
    });
    const dropping = commands.dropShipped('shipped');
    commands.pauseStoring();
    deleted.resolve(true);
    await dropping;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([modelFiles.getState().shipped, asked.length]).toEqual([{ kind: 'paused', why: 'user' }, 1]);
  });

  it('stays, and says why, while another tab uses models', async () => {
    const { commands, disk, context, modelFiles } = setUp({ isInUse: () => true });
    await commands.storeShippedNow();
    await commands.dropShipped('shipped');
    expect(Object.keys(disk)).toHaveLength(3);
    expect(modelFiles.getState().shipped).toMatchObject({ kind: 'failed', error: { code: 'model/in-use' } });
    expect(context.stores.preferences.getState().notKept).toEqual([]);
  });
});
