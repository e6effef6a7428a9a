import { describe, expect, it } from 'vitest';
import { checkReportSchema } from '#core/check/check-report.ts';
import { rectsHash } from '#core/check/phantom-answer.ts';
import { FoveaError, toPlainError } from '#core/errors/fovea-error.ts';
import { machineUse } from '#state/machine-use.ts';
import { modelsLoaded } from '#state/models-store.ts';
import { fakeContext, fakeManifest, fakeResult, fakeSlide, pending } from '#test-support/fake-services.ts';
import type { BackEnd, BackEndReport, GoldenReport, InferenceClient, RunRequest } from '#workers/inference/contract.ts';
import { checkCommands } from './check-commands.ts';
import { modelCommands } from './model-commands.ts';

const FINGERPRINT = 'f'.repeat(64);
const URLS = { index: 'models/index.json', answer: 'phantom/nests.answer.json' };

const result = fakeResult();
const known = {
  format: 'fovea-phantom-answer',
  version: 1,
  slide: { name: 'phantom-01.tif', fingerprint: FINGERPRINT },
  bundle: {
    id: 'nests',
    files: Object.fromEntries(
      fakeManifest()
        .files.filter(({ path }) => path.endsWith('.onnx'))
        .map(({ path, sha256 }) => [path, sha256]),
    ),
  },
  seconds: 2,
  patches: { count: 4, hash: rectsHash(result.patches) },
  // 0, 0.5, 0, 1 in steps of a half.
  maps: [{ id: 'task-relevance', low: 0, step: 0.5, power: 1, values: 'AAABAAAAAgA=' }],
  answer: { kind: 'classes', logits: [-1, 1] },
};

const backEnds: BackEndReport = {
  webgpu: { adapter: 'a gpu', software: false, shaderF16: true, maxBufferBytes: 100, maxStorageBindingBytes: 50 },
  wasm: { threads: 2, crossOriginIsolated: true },
};
const page = {
  origin: 'https://fovea.test',
  browser: 'a browser',
  version: null,
  storage: { quotaBytes: 10, usedBytes: null, persistent: false },
};
const choice = { modelIds: ['nests'], backEnds: ['webgpu', 'wasm'] as const, page };

const golden = (backEnd: BackEnd, passed = true): GoldenReport => ({
  backEnd,
  passed,
  differences: { logits: passed ? 1e-6 : 0.5 },
  limits: { logits: 1e-3 },
  encoderCosine: 0.9999,
  leastCosine: 0.999,
  seconds: 1,
});

function setUp(inference: Partial<InferenceClient> = {}, answer: unknown = known, added = false) {
  const opened: string[] = [];
  const closed: string[] = [];
  const runs: RunRequest[] = [];
  const context = fakeContext({
    slides: {
      open: ({ source }) => {
        if (source.kind === 'url') opened.push(source.url);
        return Promise.resolve(
          fakeSlide({ id: `phantom-${opened.length}`, name: 'phantom-01.tif', fingerprint: FINGERPRINT }),
        );
      },
      close: ({ slideId }) => {
        closed.push(slideId);
        return Promise.resolve();
      },
    },
    inference: {
      backEnds: () => Promise.resolve(backEnds),
      check: ({ backEnd }) => Promise.resolve(golden(backEnd)),
      run: (request, onProgress) => {
        runs.push(request);
        onProgress({ stage: 'encode', done: 1, total: 4, patchesPerSecond: 1, secondsLeft: 3, holes: 0 });
        return Promise.resolve(result);
      },
      ...inference,
    },
    context: {
      fetchText: (url, signal) => {
        if (signal?.aborted) return Promise.reject(new DOMException('cancelled', 'AbortError'));
        if (url.endsWith(URLS.answer))
          return answer === null
            ? Promise.reject(new FoveaError('model/unreachable', { url, what: 'the server answered 404' }))
            : Promise.resolve(JSON.stringify(answer));
        const phantom = [{ path: 'nests.answer.json', bytes: 1, sha256: '0'.repeat(64) }];
        if (url.endsWith(URLS.index)) return Promise.resolve(JSON.stringify({ bundles: [], phantom }));
        return Promise.reject(new Error(`${url} was not expected`));
      },
    },
  });
  const { models } = context.stores;
  const model = { baseUrl: added ? null : 'https://fovea.test/app/models/nests/', manifest: fakeManifest() };
  models.setState((state) => modelsLoaded(state, [model], []));
  const ended = () => {
    const { installation } = models.getState();
    if (installation.kind !== 'ended') throw new Error(`the check is ${installation.kind}`);
    expect(checkReportSchema.parse(JSON.parse(JSON.stringify(installation.report)))).toEqual(installation.report);
    return installation.report;
  };
  return { context, models, commands: checkCommands(context), opened, closed, runs, ended };
}

describe('the check of the installation', () => {
  it('passes where every number is as it should be, on every back end', async () => {
    const { commands, context, models, opened, closed, runs, ended } = setUp();
    await commands.checkInstallation(choice);
    const report = ended();
    expect(report).toMatchObject({ verdict: 'passed', processorOnly: false, phantom: { fingerprint: FINGERPRINT } });
    expect(report.machine).toMatchObject({ threads: 2, webgpu: backEnds.webgpu, storage: page.storage });
    expect(report.software.version).toBe('0.1.0');
    const [model] = report.models;
    expect(model?.steps.map(({ backEnd, outcome }) => [backEnd, outcome])).toEqual([
      ['webgpu', 'passed'],
      ['wasm', 'passed'],
    ]);
    expect(model?.steps[0]).toMatchObject({
      patches: 4,
      phantomSeconds: 10,
      patchesPerSecond: 0.57,
      withoutAnswer: null,
    });
    expect(model?.steps[0]?.phantom.map(({ what }) => what)).toEqual(['patches', 'task-relevance', 'logits']);
    // The ordinary reader, opened anew for each run and closed; nothing of it on the list, nothing that features are kept by.
    expect(opened).toEqual(Array(2).fill('https://fovea.test/app/phantom/phantom-01.tif'));
    expect(closed).toEqual(['phantom-1', 'phantom-2']);
    expect(runs.map(({ slide, backEnd }) => [slide.fingerprint, backEnd])).toEqual([
      [null, 'webgpu'],
      [null, 'wasm'],
    ]);
    expect(context.stores.slides.getState().order).toEqual([]);
    expect(models.getState().backEnd).toBe('auto');
    expect(models.getState().checks['nests']?.wasm?.kind).toBe('done');
  });

  it('fails where one value of a map is wrong, and says which', async () => {
    const wrong = { ...known, maps: [{ ...known.maps[0], low: 0.002 }] };
    const { commands, ended } = setUp({}, wrong);
    await commands.checkInstallation({ ...choice, backEnds: ['wasm'] });
    const report = ended();
    expect(report.verdict).toBe('failed');
    expect(report.models[0]?.steps[0]?.outcome).toBe('failed');
    const failed = report.models[0]?.steps[0]?.phantom.filter(({ passed }) => !passed);
    expect(failed?.map(({ what }) => what)).toEqual(['task-relevance']);
    expect(failed?.[0]?.difference).toBeCloseTo(0.002);
  });

  it('takes runs to the processor where the GPU fails, and goes on', async () => {
    const { commands, context, models, closed, ended } = setUp({
      run: ({ backEnd }) =>
        backEnd === 'webgpu'
          ? Promise.reject(new FoveaError('run/gpu-lost', { what: 'device lost' }))
          : Promise.resolve(result),
    });
    await commands.checkInstallation(choice);
    const report = ended();
    expect(report).toMatchObject({ verdict: 'failed', processorOnly: true });
    expect(report.models[0]?.steps).toMatchObject([
      { backEnd: 'webgpu', outcome: 'error', error: { code: 'run/gpu-lost', what: 'device lost' } },
      { backEnd: 'wasm', outcome: 'passed', error: null },
    ]);
    expect(models.getState().backEnd).toBe('wasm');
    expect(closed).toHaveLength(2);
    // The next visit to this machine.
    models.setState({ backEnd: 'auto' });
    const { findBackEnds, chooseBackEnd } = modelCommands(context);
    await findBackEnds();
    expect(models.getState().backEnd).toBe('wasm');
    // Who chooses the GPU all the same has it, and is not asked again; so has who sees it pass.
    chooseBackEnd('auto');
    await findBackEnds();
    expect(models.getState().backEnd).toBe('auto');
  });

  it('trusts a GPU again only once every model that failed on it has passed on it', async () => {
    const wrong = new Set(['nests']);
    const { commands, context, models, ended } = setUp({
      check: ({ bundle, backEnd }) =>
        Promise.resolve(golden(backEnd, backEnd === 'wasm' || !wrong.has(bundle.manifest.id))),
    });
    const other = { ...fakeManifest(), id: 'other', name: 'Other' };
    const list = [...Object.values(models.getState().byId), { baseUrl: null, manifest: other }];
    models.setState((state) => modelsLoaded(state, list, []));
    const { preferences } = context.stores;
    const check = async (modelIds: readonly string[], backEnds: readonly BackEnd[] = ['webgpu']) => {
      await commands.checkInstallation({ modelIds, backEnds, page });
      return { ...ended(), runsOn: models.getState().backEnd, kept: preferences.getState().failedModels };
    };
    const name = fakeManifest().name;
    const failed = { failedOnGpu: [{ id: 'nests', name }], processorOnly: true, runsOn: 'wasm', kept: ['nests'] };
    expect(await check(['nests', 'other'])).toMatchObject({ ...failed, verdict: 'failed' });
    // Only another model, only the processor, a visit later.
    expect(await check(['other'])).toMatchObject({ ...failed, verdict: 'passed-in-part' });
    expect(await check(['nests', 'other'], ['wasm'])).toMatchObject(failed);
    wrong.clear();
    wrong.add('other');
    expect(await check(['nests', 'other'])).toMatchObject({ failedOnGpu: [{ id: 'other' }], kept: ['other'] });
    wrong.clear();
    const good = { failedOnGpu: [], processorOnly: false, runsOn: 'auto', kept: [] };
    expect(await check(['other'])).toMatchObject(good);
    // Which they were is not known of what earlier builds kept, nor of models that were removed: then it may be any.
    for (const failedModels of [[], ['gone']]) {
      models.setState({ backEnd: 'wasm' });
      preferences.setState({ failedAdapter: 'a gpu', failedModels });
      expect(await check(['nests'])).toMatchObject({ failedOnGpu: [{ id: 'other' }], runsOn: 'wasm' });
      expect(await check(['other'])).toMatchObject(good);
    }
    // Another GPU says nothing of this one.
    preferences.setState({ failedAdapter: 'another gpu', failedModels: ['nests'] });
    expect(await check(['nests'])).toMatchObject({ failedOnGpu: [], processorOnly: false });
    expect(preferences.getState().failedAdapter).toBe('another gpu');
  });

  it('does not call passed what left a model or a back end out, and says which', async () => {
    const { commands, models, ended } = setUp();
    const check = async (chosen: readonly BackEnd[]) => {
      await commands.checkInstallation({ ...choice, backEnds: chosen });
      return ended();
    };
    const { name } = fakeManifest();
    expect(await check(['wasm'])).toMatchObject({
      verdict: 'passed-in-part',
      leftOut: [{ id: 'nests', name, backEnds: ['webgpu'] }],
    });
    expect(await check(['webgpu', 'wasm'])).toMatchObject({ verdict: 'passed', leftOut: [] });
    // One that could not even be read is not checked either.
    const error = toPlainError(new FoveaError('model/unreachable', { url: 'https://fovea.test/x', what: 'gone' }));
    models.setState({ refused: [{ id: 'unread', error }] });
    expect(await check(['webgpu', 'wasm'])).toMatchObject({
      verdict: 'passed-in-part',
      leftOut: [{ id: 'unread', name: 'unread', backEnds: ['webgpu', 'wasm'] }],
    });
  });

  it('needs no GPU in software for a pass', async () => {
    const software = { ...backEnds, webgpu: backEnds.webgpu && { ...backEnds.webgpu, software: true } };
    const { commands, ended } = setUp({ backEnds: () => Promise.resolve(software) });
    await commands.checkInstallation({ ...choice, backEnds: ['wasm'] });
    expect(ended()).toMatchObject({ verdict: 'passed', leftOut: [] });
  });

  it('runs nothing on the phantom where the golden input is answered wrong', async () => {
    const { commands, opened, ended } = setUp({ check: ({ backEnd }) => Promise.resolve(golden(backEnd, false)) });
    await commands.checkInstallation({ ...choice, backEnds: ['wasm'] });
    expect(ended().models[0]?.steps[0]).toMatchObject({ outcome: 'failed', phantom: [], phantomSeconds: null });
    expect(opened).toEqual([]);
  });

  it('refuses features that an earlier run left', async () => {
    const notes = ['features of 4 of 4 patches kept from an earlier run, on whichever back end that was'];
    const { commands, ended } = setUp({ run: () => Promise.resolve({ ...result, run: { ...result.run, notes } }) });
    await commands.checkInstallation({ ...choice, backEnds: ['wasm'] });
    expect(ended().models[0]?.steps[0]).toMatchObject({ outcome: 'error', error: { code: 'internal' } });
  });

  it.each([
    ['other-model', { ...known, bundle: { id: 'nests', files: { ...known.bundle.files, 'encoder.onnx': '1'.repeat(64) } } }, false], // prettier-ignore
    ['other-phantom', { ...known, slide: { ...known.slide, fingerprint: '1'.repeat(64) } }, false],
    ['none', { format: 'something else' }, false],
    ['none', null, false],
    ['added', known, true],
  ])('says that there is nothing to compare with: %s', async (why, answer, added) => {
    const { commands, ended } = setUp({}, answer, added);
    await commands.checkInstallation({ ...choice, backEnds: ['wasm'] });
    expect(ended().models[0]?.steps[0]).toMatchObject({
      outcome: added ? 'passed' : 'not-compared',
      withoutAnswer: why,
      phantom: [],
      phantomSeconds: 10,
    });
    expect(ended().verdict).toBe(added ? 'passed-in-part' : 'incomplete');
  });

  it('stops at once when cancelled, keeps what was found, and holds the machine until then', async () => {
    const started = pending<undefined>();
    const { commands, context, models, closed, ended } = setUp({
      run: ({ backEnd }, _onProgress, signal) =>
        backEnd === 'webgpu'
          ? Promise.resolve(result)
          : new Promise((_resolve, reject) => {
              started.resolve(undefined);
              signal?.addEventListener('abort', () => {
                reject(new DOMException('cancelled', 'AbortError'));
              });
            }),
    });
    const checking = commands.checkInstallation(choice);
    await started.promise;
    const use = () => machineUse(context.stores.runs.getState(), models.getState());
    expect(use()).toBe('installation-check');
    await commands.checkInstallation(choice);
    commands.cancelInstallationCheck();
    await checking;
    expect(use()).toBeNull();
    expect(ended().verdict).toBe('incomplete');
    expect(ended().models[0]?.steps.map(({ outcome }) => outcome)).toEqual(['passed', 'not-run']);
    expect(closed).toEqual(['phantom-1', 'phantom-2']);
  });

  it('cancelled before anything could be run leaves nothing, whatever it waits for', async () => {
    const { commands, models, opened } = setUp({ backEnds: () => pending<BackEndReport>().promise });
    const checking = commands.checkInstallation(choice);
    commands.cancelInstallationCheck();
    await checking;
    expect(models.getState().installation).toEqual({ kind: 'idle' });
    expect(opened).toEqual([]);
  });

  it('says why it could not begin, and lets go of the machine', async () => {
    const { commands, models } = setUp({
      backEnds: () => Promise.reject(new FoveaError('worker/crashed', { worker: 'inference', what: 'gone' })),
    });
    await commands.checkInstallation(choice);
    expect(models.getState().installation).toMatchObject({ kind: 'failed', error: { code: 'worker/crashed' } });
  });

  it('saves a report under the day', () => {
    const { commands, context } = setUp();
    commands.saveCheckReport('json', '{}');
    expect(context.saved).toEqual([
      { name: 'fovea-check-1970-01-01.json', mediaType: 'application/json', content: '{}' },
    ]);
  });
});
