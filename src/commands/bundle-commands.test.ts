import { describe, expect, it, vi } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import type { ManifestOf } from '#core/model/manifest.ts';
import { beginLoadingModels, failLoadingModels, modelAdded, modelsLoaded, storedSize } from '#state/models-store.ts';
import { machineUse } from '#state/machine-use.ts';
import { beginRun } from '#state/run-in-progress.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { fakeContext, fakeManifest, fakeSlide, pending } from '#test-support/fake-services.ts';
import type { GoldenReport, InferenceClient } from '#workers/inference/contract.ts';
import { bundleCommands } from './bundle-commands.ts';
import { runCommands } from './run-commands.ts';

const report: GoldenReport = {
  backEnd: 'wasm',
  passed: true,
  differences: { logits: 1e-6 },
  limits: { logits: 1e-3 },
  encoderCosine: 1,
  leastCosine: 0.999,
  seconds: 2,
};
const source = { kind: 'zip' as const, file: new File(['x'], 'b.zip') };
const shipped = fakeManifest({ id: 'shipped' });

/** Commands over one shipped model; what is dropped has the given manifest. */
function dropping(manifest: ManifestOf<'tda-mil'>, change: Partial<InferenceClient> = {}) {
  const added: string[] = [];
  const removed: string[] = [];
  const tidied: ReadonlySet<string>[] = [];
  const context = fakeContext({
    inference: {
      inspectBundle: () => Promise.resolve(manifest),
      addBundle: () => {
        added.push(manifest.version);
        return Promise.resolve([report]);
      },
      removeBundle: (id) => {
        removed.push(id);
        return Promise.resolve();
      },
      tidyModelFiles: (listed) => {
        tidied.push(listed);
        return Promise.resolve();
      },
      ...change,
    },
    context: { keepStorage: () => Promise.resolve(true) },
  });
  const { models } = context.stores;
  models.setState((state) => modelsLoaded(state, [{ baseUrl: 'https://x/', manifest: shipped }], []));
  return { context, models, commands: bundleCommands(context), added, removed, tidied };
}

describe('adding a model', () => {
  it('puts it onto the list, chosen, with its check', async () => {
    const { models, commands, added } = dropping(fakeManifest({ id: 'mine' }));
    await commands.addBundle(source);
    expect(added).toEqual(['1.0.0']);
    expect(models.getState()).toMatchObject({
      order: ['shipped', 'mine'],
      selectedId: 'mine',
      adding: { kind: 'added', modelId: 'mine' },
      byId: { mine: { baseUrl: null } },
      checks: { mine: { wasm: { kind: 'done', value: { passed: true } } } },
      storage: { isLasting: true },
    });
  });

  it('recognises the very same, and never replaces one that ships', async () => {
    const same = dropping(shipped);
    await same.commands.addBundle(source);
    expect(same.models.getState().adding).toEqual({ kind: 'known', modelId: 'shipped' });
    const other = dropping(fakeManifest({ id: 'shipped', version: '2.0.0' }));
    await other.commands.addBundle(source);
    expect(other.models.getState().adding).toMatchObject({ kind: 'failed', error: { code: 'model/name-taken' } });
    expect([...same.added, ...other.added]).toEqual([]);
  });

  it('takes an added one again where files of it are gone from this machine', async () => {
    const file = (name: string, bytes: number) => ({ path: `${name}.onnx`, sha256: name.repeat(64), bytes });
    const manifest = fakeManifest({ id: 'mine', files: [file('a', 10), file('b', 20)] });
    const bytesOf: Record<string, number> = { ['a'.repeat(64)]: 10, ['b'.repeat(64)]: 19 };
    const { models, commands, added } = dropping(manifest, { modelFileBytes: () => Promise.resolve(bytesOf) });
    models.setState((state) => modelsLoaded(state, [{ baseUrl: null, manifest }], []));
    await commands.addBundle(source);
    expect(added).toEqual(['1.0.0']);
    expect(models.getState()).toMatchObject({ order: ['mine'], adding: { kind: 'added', modelId: 'mine' } });
    bytesOf['b'.repeat(64)] = 20;
    await commands.addBundle(source);
    expect(added).toEqual(['1.0.0']);
    expect(models.getState().adding).toEqual({ kind: 'known', modelId: 'mine' });
  });

  it('replaces an added one only when told to', async () => {
    const { models, commands, added } = dropping(fakeManifest({ id: 'mine', version: '2.0.0' }));
    const old = { baseUrl: null, manifest: fakeManifest({ id: 'mine' }) };
    models.setState((state) => modelsLoaded(state, [old], []));
    await commands.addBundle(source);
    expect(models.getState().adding).toMatchObject({ kind: 'asking', oldVersion: '1.0.0', newVersion: '2.0.0' });
    commands.cancelAdding();
    await commands.replaceModel();
    expect(added).toEqual([]);
    await commands.addBundle(source);
    await commands.replaceModel();
    expect(added).toEqual(['2.0.0']);
    expect(models.getState()).toMatchObject({ order: ['mine'], byId: { mine: { manifest: { version: '2.0.0' } } } });
  });

  it('says why it was refused, and nothing where it was cancelled', async () => {
    const refused = new FoveaError('model/hash-mismatch', { bundle: 'mine', path: 'a', expected: 'x', got: 'y' });
    const bad = dropping(fakeManifest({ id: 'mine' }), { addBundle: () => Promise.reject(refused) });
    await bad.commands.addBundle(source);
    expect(bad.models.getState()).toMatchObject({
      order: ['shipped'],
      adding: { error: { code: 'model/hash-mismatch' } },
    });
    const inspected = pending<ReturnType<typeof fakeManifest>>();
    const slow = dropping(shipped, {
      inspectBundle: (_source, signal) => {
        signal?.addEventListener('abort', () => {
          inspected.reject(signal.reason);
        });
        return inspected.promise;
      },
    });
    const adding = slow.commands.addBundle(source);
    slow.commands.cancelAdding();
    await adding;
    expect(slow.models.getState().adding).toEqual({ kind: 'idle' });
  });

  it('waits for a run to end', async () => {
    const { context, models, commands } = dropping(fakeManifest({ id: 'mine' }));
    context.stores.runs.setState((state) =>
      beginRun(state, { id: 'r', slideId: 's', modelId: 'shipped', startedAtMs: 0 }),
    );
    await commands.addBundle(source);
    expect(models.getState().adding).toMatchObject({ error: { code: 'model/busy' } });
  });
});

it('adds a model where the browser refuses to say whether it keeps it', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const { context, models } = dropping(fakeManifest({ id: 'mine' }));
  const keepStorage = () => Promise.reject(new TypeError('not here'));
  await bundleCommands({ ...context, keepStorage }).addBundle(source);
  expect(models.getState()).toMatchObject({ adding: { kind: 'added' }, storage: { isLasting: null } });
  expect(warn).toHaveBeenCalledOnce();
  warn.mockRestore();
});

describe('adding a model while the list is not whole', () => {
  it('waits until the list is read, and is on it then', async () => {
    const { models, commands, added } = dropping(fakeManifest({ id: 'mine' }));
    models.setState(beginLoadingModels);
    const adding = commands.addBundle(source);
    await Promise.resolve();
    expect(models.getState().adding.kind).toBe('reading');
    expect(added).toEqual([]);
    models.setState((state) => modelsLoaded(state, [{ baseUrl: 'https://x/', manifest: shipped }], []));
    await adding;
    expect(models.getState().order).toEqual(['shipped', 'mine']);
  });

  it('can be cancelled while it waits', async () => {
    const { models, commands, added } = dropping(fakeManifest({ id: 'mine' }));
    models.setState(beginLoadingModels);
    const adding = commands.addBundle(source);
    commands.cancelAdding();
    await adding;
    expect(models.getState().adding).toEqual({ kind: 'idle' });
    expect(added).toEqual([]);
  });

  it('deletes no files where the list of what ships could not be read', async () => {
    const { models, commands, added, tidied } = dropping(fakeManifest({ id: 'mine' }));
    models.setState((state) => failLoadingModels(state, { code: 'internal', context: { what: 'x' } }));
    await commands.addBundle(source);
    expect(added).toEqual(['1.0.0']);
    expect(tidied).toEqual([]);
  });
});

it('a card that comes after its model was replaced is not shown as that of the new version', async () => {
  const card = { path: 'CARD.md', sha256: 'c'.repeat(64), bytes: 5 };
  const texts = ['1.0.0', '2.0.0'].map(() => pending<string | null>());
  const asked: string[] = [];
  const { models, commands } = dropping(shipped, {
    keptText: (sha256) => texts[asked.push(sha256) - 1]?.promise ?? Promise.resolve(null),
  });
  const version = (number: string) => ({
    baseUrl: null,
    manifest: fakeManifest({ id: 'mine', version: number, files: [card] }),
  });
  models.setState((state) => modelAdded(state, version('1.0.0')));
  const first = commands.readCard('mine');
  models.setState((state) => modelAdded(state, version('2.0.0')));
  texts[0]?.resolve('of the first');
  await first;
  expect(models.getState().cards).toEqual({});
  const second = commands.readCard('mine');
  // The list is read again: the card is still that of the same model.
  models.setState((state) => modelsLoaded(state, [version('2.0.0')], []));
  texts[1]?.resolve('of the second');
  await second;
  expect(models.getState().cards).toEqual({ mine: { kind: 'done', value: 'of the second' } });
});

describe('removing a model', () => {
  it('takes an added one off the list and its files with it, but not those of others', async () => {
    const own = fakeManifest({ id: 'mine' });
    const files = own.files.map((file, i) => ({ ...file, sha256: String(i).repeat(64).slice(0, 64) }));
    const { models, commands, removed, tidied } = dropping(own);
    const mine = { baseUrl: null, manifest: fakeManifest({ id: 'mine', files }) };
    models.setState((state) => modelsLoaded(state, [{ baseUrl: 'https://x/', manifest: shipped }, mine], []));
    await commands.removeModel('shipped');
    expect(removed).toEqual([]);
    await commands.removeModel('mine');
    expect(removed).toEqual(['mine']);
    expect(models.getState().order).toEqual(['shipped']);
    expect(tidied).toEqual([new Set(shipped.files.map(({ sha256 }) => sha256))]);
  });

  it('deletes no files while a bundle on the list cannot be read', async () => {
    const { models, commands, tidied } = dropping(shipped);
    const error = { code: 'internal' as const, context: { what: 'x' } };
    models.setState((state) =>
      modelsLoaded(state, [{ baseUrl: null, manifest: fakeManifest({ id: 'mine' }) }], [{ id: 'bad', error }]),
    );
    await commands.removeModel('mine');
    expect(tidied).toEqual([]);
  });
});

it('says how much of a model is here, and how much of that others use too', () => {
  const file = (path: string, sha256: string, bytes: number) => ({ path, sha256, bytes });
  const model = (id: string, files: ReturnType<typeof file>[]) => ({
    baseUrl: null,
    manifest: fakeManifest({ id, files }),
  });
  const byId = {
    a: model('a', [file('e', 'E', 100), file('e2', 'E', 100), file('h', 'H', 10)]),
    b: model('b', [file('e', 'E', 100), file('i', 'I', 20)]),
  };
  const bytesOf = { E: 60, I: 20 };
  expect(storedSize({ byId, storage: { bytesOf, isLasting: null } }, 'a')).toEqual({
    total: 110,
    here: 60,
    shared: 60,
  });
});

it('checks a model on what this machine has, a software GPU only where it was asked for', async () => {
  const asked: string[] = [];
  const { context, models, commands } = dropping(shipped, {
    check: ({ backEnd }) => {
      asked.push(backEnd);
      return backEnd === 'wasm'
        ? Promise.resolve(report)
        : Promise.reject(new FoveaError('run/back-end-failed', { backend: backEnd, what: 'x' }));
    },
  });
  const webgpu = { adapter: 'soft', software: true, shaderF16: false, maxBufferBytes: 1, maxStorageBindingBytes: 1 };
  const backEnds = { webgpu, wasm: { threads: 1, crossOriginIsolated: true } };
  context.stores.machine.setState({ backEnds: { kind: 'done', value: backEnds } });
  await commands.checkModel('shipped');
  expect(asked).toEqual(['wasm']);
  models.setState({ backEnd: 'webgpu' });
  await commands.checkModel('shipped');
  expect(asked).toEqual(['wasm', 'wasm', 'webgpu']);
  expect(models.getState().checks['shipped']).toMatchObject({
    wasm: { kind: 'done' },
    webgpu: { kind: 'failed', error: { code: 'run/back-end-failed' } },
  });
});

describe('one use of the machine at a time', () => {
  /** A check that ends when it is cancelled. */
  const checkUntilCancelled: InferenceClient['check'] = (_, signal) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });

  it('a check can be cancelled, and until then nothing else begins', async () => {
    const { context, models, commands, added, removed } = dropping(fakeManifest({ id: 'mine' }), {
      check: checkUntilCancelled,
    });
    const ran: string[] = [];
    const runs = runCommands({
      ...context,
      inference: {
        ...context.inference,
        run: () => {
          ran.push('run');
          return Promise.reject(new DOMException('', 'AbortError'));
        },
      },
    });
    const { slides } = context.stores;
    slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
    slides.setState((state) => finishOpening(state, 't', fakeSlide(), { statedUmPerPx: null, downloadedFrom: null }));
    await commands.addBundle(source);
    const checked = commands.checkModel('shipped');
    expect(machineUse(context.stores.runs.getState(), models.getState())).toBe('check');
    await commands.addBundle(source);
    expect(models.getState().adding).toMatchObject({ kind: 'failed', error: { code: 'model/busy' } });
    await commands.removeModel('mine');
    await runs.runModel(fakeSlide().id, 'shipped');
    expect([added, removed, ran]).toEqual([['1.0.0'], [], []]);
    commands.cancelCheck();
    await checked;
    expect(models.getState().checks['shipped']).toEqual({ wasm: { kind: 'idle' } });
    expect(machineUse(context.stores.runs.getState(), models.getState())).toBeNull();
    await runs.runModel(fakeSlide().id, 'shipped');
    expect(ran).toEqual(['run']);
  });

  it('a model is not replaced while a run goes on that was begun under the question', async () => {
    const { context, models, commands, added } = dropping(fakeManifest({ id: 'mine', version: '2.0.0' }));
    models.setState((state) => modelAdded(state, { baseUrl: null, manifest: fakeManifest({ id: 'mine' }) }));
    const addition = await commands.addBundle(source);
    const { runs } = context.stores;
    runs.setState((state) => beginRun(state, { id: 'r', slideId: 's', modelId: 'shipped', startedAtMs: 0 }));
    await commands.replaceModel();
    const busy = { kind: 'failed', error: { code: 'model/busy', context: { bundle: 'Nests' } } };
    expect(models.getState().adding).toMatchObject(busy);
    expect(addition.kind === 'asking' && (await addition.end)).toMatchObject(busy);
    expect([added, machineUse(runs.getState(), models.getState())]).toEqual([[], 'run']);
  });

  it('no run begins while a model is being added', () => {
    const { context, models, commands } = dropping(fakeManifest({ id: 'mine' }), {
      addBundle: () => pending<readonly GoldenReport[]>().promise,
    });
    void commands.addBundle(source);
    expect(machineUse(context.stores.runs.getState(), models.getState())).toBe('addition');
    commands.cancelAdding();
    expect(machineUse(context.stores.runs.getState(), models.getState())).toBeNull();
  });
});
