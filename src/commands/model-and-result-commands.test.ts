import { describe, expect, it } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { parseResultFile, serializeResult } from '#core/result/result-file.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { showResult, shownKept } from '#state/displayed.ts';
import { beginRun, finishRun, progressRun } from '#state/run-in-progress.ts';
import { endFileWork } from '#state/file-work-store.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { fakeContext, fakeManifest, fakeResult, fakeSlide } from '#test-support/fake-services.ts';
import type { FeaturesRequest } from '#workers/inference/contract.ts';
import type { WriteResultFile } from '#workers/result/contract.ts';
import { exportCommands } from './export-commands.ts';
import { modelCommands } from './model-commands.ts';
import { openCommands } from './open-commands.ts';
import { resultCommands } from './result-commands.ts';
import { slideCommands } from './slide-commands.ts';

const INDEX = 'https://fovea.test/app/models/index.json';

describe('the list of models', () => {
  it('takes the good bundles in order and refuses a bad one by itself', async () => {
    const files: Record<string, string> = {
      [INDEX]: JSON.stringify({ bundles: [{ id: 'bad', path: 'bad/' }, { id: 'nests', path: 'nests/' }] }), // prettier-ignore
      'https://fovea.test/app/models/bad/model.json': '{"id": "bad"}',
      'https://fovea.test/app/models/nests/model.json': JSON.stringify(fakeManifest()),
    };
    const context = fakeContext({ context: { fetchText: (url) => Promise.resolve(files[url] ?? '') } });
    const commands = modelCommands(context);
    await commands.loadModels();
    const { order, byId, refused, loading } = context.stores.models.getState();
    expect(loading.kind).toBe('done');
    expect(order).toEqual(['nests']);
    expect(byId['nests']?.baseUrl).toBe('https://fovea.test/app/models/nests/');
    expect(refused).toMatchObject([{ id: 'bad', error: { code: 'model/invalid-manifest' } }]);
    commands.selectModel('bad');
    expect(context.stores.models.getState().selectedId).toBeNull();
  });

  it('suggests the model made for the slide on screen until the user chooses', async () => {
    const files: Record<string, string> = {
      [INDEX]: JSON.stringify({ bundles: [{ id: 'nests', path: 'nests/' }, { id: 'tissue', path: 'tissue/' }] }), // prettier-ignore
      'https://fovea.test/app/models/nests/model.json': JSON.stringify(fakeManifest()),
      'https://fovea.test/app/models/tissue/model.json': JSON.stringify(fakeManifest({ id: 'tissue', phantom: false })),
    };
    const context = fakeContext({
      slides: {
        open: ({ source }) =>
          Promise.resolve(fakeSlide(source.kind === 'url' ? { id: 'phantom', url: source.url } : { id: 'tissue' })),
      },
      context: { fetchText: (url) => Promise.resolve(files[url] ?? '') },
    });
    const models = modelCommands(context);
    const opening = openCommands(context);
    const selected = () => context.stores.models.getState().selectedId;
    await opening.openPhantom();
    expect(selected()).toBeNull();
    await models.loadModels();
    expect(selected()).toBe('nests');
    await opening.openSlide({ kind: 'file', file: new File(['x'], 'a.svs') });
    expect(selected()).toBe('tissue');
    models.selectModel('nests');
    slideCommands(context, () => undefined).showSlide('tissue');
    expect(selected()).toBe('nests');
  });

  it('says why it cannot be read', async () => {
    const error = new FoveaError('model/unreachable', { url: INDEX, what: 'the server answered 404' });
    const context = fakeContext({ context: { fetchText: () => Promise.reject(error) } });
    await modelCommands(context).loadModels();
    expect(context.stores.models.getState().loading).toMatchObject({ error: { code: 'model/unreachable' } });
  });
});

describe('a result', () => {
  function withSlide(change: Parameters<typeof fakeSlide>[0] = {}) {
    const context = fakeContext({});
    context.stores.slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
    context.stores.slides.setState((state) =>
      finishOpening(state, 't', fakeSlide(change), { statedUmPerPx: null, downloadedFrom: null }),
    );
    return { context, commands: resultCommands(context) };
  }

  /** As `withSlide`; `importing` imports a file that holds the given result. */
  function withFile(change: Parameters<typeof fakeSlide>[0] = {}) {
    const { context } = withSlide(change);
    const importing = (result: RunResult) =>
      resultCommands({ ...context, readResultFile: () => Promise.resolve(result) }).importResult(
        new File([], 'r.json'),
      );
    return { context, importing };
  }

  /** As `withSlide`, with a result shown and what is written decided by `write`. */
  function withResult(write: WriteResultFile) {
    const { context } = withSlide();
    const run = { id: 'r', slideId: 'slide-1', modelId: 'nests', startedAtMs: 0 };
    context.stores.runs.setState((state) => finishRun(beginRun(state, run), 'r', fakeResult(), 1));
    const writing = { ...context, writeResultFile: write };
    return { context, commands: { ...resultCommands(writing), ...exportCommands(writing) } };
  }

  it('is saved under the names of slide and model, written by the worker', async () => {
    const { context: empty, commands: nothing } = withSlide();
    expect(await nothing.exportResult('slide-1', 'result')).toBeNull();
    expect(empty.saved).toEqual([]);
    const asked: unknown[] = [];
    const { context, commands } = withResult(({ result, file }) => {
      asked.push(file);
      return Promise.resolve(new TextEncoder().encode(serializeResult(result)));
    });
    await commands.exportResult('slide-1', 'result');
    await commands.exportResult('slide-1', 'wsinfer-csv');
    await commands.exportResult('slide-1', 'qupath-geojson');
    await commands.exportClamH5('slide-1');
    const names = ['a.nests.fovea.json', 'a.nests.csv', 'a.nests.geojson', 'a.nests.h5'];
    expect(context.saved.map(({ name }) => name)).toEqual(names);
    const kinds = [{ kind: 'result' }, { kind: 'wsinfer-csv' }, { kind: 'qupath-geojson' }];
    expect(asked).toEqual([...kinds, { kind: 'clam-h5', shown: 'task-relevance' }]);
    const { content } = context.saved[0]!;
    expect(parseResultFile(new TextDecoder().decode(content as Uint8Array), 'x')).toEqual(fakeResult());
    expect(context.stores.fileWork.getState().list).toEqual([]);
  });

  it('is shown as being written until it is, and can be cancelled', async () => {
    let aborted = 0;
    const { context, commands } = withResult(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => {
            aborted++;
            reject(signal.reason as Error);
          });
        }),
    );
    const { fileWork } = context.stores;
    const writing = commands.exportResult('slide-1', 'wsinfer-csv');
    const [work] = fileWork.getState().list;
    expect(work).toMatchObject({ kind: 'writing', fileName: 'a.nests.csv' });
    fileWork.setState((state) => endFileWork(state, work!.token));
    expect(await writing).toBeNull();
    expect(aborted).toBe(1);
    expect(context.saved).toEqual([]);
  });

  it('tells why it could not be written', async () => {
    const crashed = new FoveaError('worker/crashed', { worker: 'result', what: 'memory' });
    const { context, commands } = withResult(() => Promise.reject(crashed));
    expect(await commands.exportResult('slide-1', 'qupath-geojson')).toMatchObject({ code: 'worker/crashed' });
    expect(context.stores.fileWork.getState().list).toEqual([]);
    expect(context.saved).toEqual([]);
  });

  it('gives its features, made by the encoder that this window has, or says why not', async () => {
    const { context, commands } = withSlide();
    const files = fakeManifest().files;
    const result = fakeResult();
    const shown = { ...result, run: { ...result.run, bundle: { ...result.run.bundle, files } } };
    const show = (one: RunResult) => {
      context.stores.runs.setState((state) =>
        showResult(state, 'slide-1', one, { kind: 'file', fileName: 'r.json', slideKnownBy: 'fingerprint' }),
      );
    };
    const asked: FeaturesRequest[] = [];
    const features = (request: FeaturesRequest) => {
      asked.push(request);
      return Promise.resolve(new Float32Array(request.patches.length * 8));
    };
    const answering = resultCommands({ ...context, inference: { ...context.inference, features } });
    expect(await answering.exportFeatures('slide-1')).toBeNull();
    show(shown);
    expect(await answering.exportFeatures('slide-1')).toBeNull();
    expect(asked).toEqual([]);
    context.stores.models.setState({ byId: { nests: { baseUrl: 'x/', manifest: fakeManifest() } } });
    expect(await answering.exportFeatures('slide-1')).toBeNull();
    expect(asked).toMatchObject([{ slide: { slideId: 'slide-1' }, stepPx: 256, patches: result.patches }]);
    expect(context.saved).toMatchObject([{ name: 'a.nests.safetensors' }]);
    expect(await commands.exportFeatures('slide-1')).toMatchObject({ code: 'internal' });
    show({ ...shown, id: 'two-scale', run: { ...shown.run, plan: { ...shown.run.plan, scale: 4 } } });
    expect(await answering.exportFeatures('slide-1')).toBeNull();
    expect(asked.slice(1)).toMatchObject([{ stepPx: 256 }, { stepPx: 64 }]);
    expect(asked[2]?.patches).toHaveLength(4 * 16);
    expect(asked[2]?.patches[5]).toEqual({ x: 64, y: 64, width: 64, height: 64 });
    show(result);
    expect(await answering.exportFeatures('slide-1')).toMatchObject({ code: 'result/no-features' });
    expect(asked).toHaveLength(3);
  });

  it('from a file is shown over the slide that it was made on, as what it is', async () => {
    const { context, importing } = withFile();
    const run = { id: 'run', slideId: 'slide-1', modelId: 'nests', startedAtMs: 0 };
    context.stores.runs.setState((state) => {
      const noted = progressRun(beginRun(state, run), 'run', { stage: 'note', note: { kind: 'single-thread' } });
      return finishRun(noted, 'run', fakeResult({ id: 'own' }), 1);
    });
    await importing(fakeResult());
    expect(context.stores.runs.getState()).toMatchObject({
      results: { 'slide-1': { list: [{ result: fakeResult() }, { result: fakeResult({ id: 'own' }) }] } },
      lastRun: {},
    });
    const origin = () => shownKept(context.stores.runs.getState(), 'slide-1')?.origin;
    expect(origin()).toEqual({ kind: 'file', fileName: 'r.json', slideKnownBy: 'fingerprint' });
    context.stores.runs.setState((state) => finishRun(beginRun(state, run), 'run', fakeResult({ id: 'own' }), 1));
    expect(origin()).toBeNull();
  });

  it('from a file says so where only name and size tell the slide', async () => {
    const { context, importing } = withFile({ fingerprint: null });
    await importing(fakeResult());
    expect(shownKept(context.stores.runs.getState(), 'slide-1')?.origin?.slideKnownBy).toBe('name-and-size');
  });

  it.each([
    ['that is not open', { fingerprint: 'b'.repeat(64), name: 'b.svs' }, null],
    ['of the same name but other content', { fingerprint: 'b'.repeat(64) }, 'content'],
    ['of another size', { width: 1999 }, 'size'],
  ])('from a file waits for its slide in the place of one %s', async (_, change, why) => {
    const { context, importing } = withFile(change);
    await importing(fakeResult());
    const { status } = context.stores.link.getState();
    expect(status).toMatchObject({ kind: 'waiting', shared: { origin: { kind: 'file', fileName: 'r.json' } } });
    const problem = status.kind === 'waiting' ? status.problem : null;
    expect(problem).toEqual(why && { code: 'link/wrong-slide', context: { wanted: 'a.svs', opened: 'a.svs', why } });
    expect(context.stores.runs.getState().results).toEqual({});
  });

  it('from a file that cannot be read is refused with the reason', async () => {
    const { context } = withFile();
    const refused = new FoveaError('result/invalid', {
      name: 'r.json',
      problems: [{ code: 'not-json', position: null }],
      more: 0,
    });
    await resultCommands({ ...context, readResultFile: () => Promise.reject(refused) }).importResult(
      new File(['{'], 'r.json'),
    );
    expect(context.stores.slides.getState().opening).toMatchObject({ error: { code: 'result/invalid' } });
  });
});
