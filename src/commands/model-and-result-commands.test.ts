import { describe, expect, it } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { parseResultFile, serializeResult } from '#core/result/result-file.ts';
import { finishRun, beginRun } from '#state/runs-store.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { fakeContext, fakeManifest, fakeResult, fakeSlide } from '#test-support/fake-services.ts';
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

  it('is saved under the names of slide and model, and reads back the same', () => {
    const { context, commands } = withSlide();
    const run = { id: 'r', slideId: 'slide-1', modelId: 'nests', startedAtMs: 0 };
    commands.exportResult('slide-1', 'result');
    expect(context.saved).toEqual([]);
    context.stores.runs.setState((state) => finishRun(beginRun(state, run), 'r', fakeResult(), 1));
    commands.exportResult('slide-1', 'result');
    commands.exportResult('slide-1', 'wsinfer-csv');
    commands.exportResult('slide-1', 'qupath-geojson');
    expect(context.saved.map(({ name }) => name)).toEqual(['a.nests.fovea.json', 'a.nests.csv', 'a.nests.geojson']);
    expect(parseResultFile(context.saved[0]!.text, 'x')).toEqual(fakeResult());
    expect(context.saved[1]!.text.trim().split('\n')).toHaveLength(5);
    expect(JSON.parse(context.saved[2]!.text)).toMatchObject({ type: 'FeatureCollection' });
  });

  it('from a file is shown over the slide that it was made on', async () => {
    const { context, commands } = withSlide();
    await commands.importResult(new File([serializeResult(fakeResult())], 'r.json'));
    expect(context.stores.runs.getState().shownResult['slide-1']).toEqual(fakeResult());
  });

  it('from a file is refused where that slide is not open, or the file is something else', async () => {
    const { context, commands } = withSlide({ fingerprint: 'b'.repeat(64) });
    await commands.importResult(new File([serializeResult(fakeResult())], 'r.json'));
    expect(context.stores.slides.getState().opening).toMatchObject({ error: { code: 'result/invalid' } });
    expect(context.stores.runs.getState().shownResult).toEqual({});
    await commands.importResult(new File(['{}'], 'r.json'));
    expect(context.stores.slides.getState().opening).toMatchObject({ error: { code: 'result/invalid' } });
  });
});
