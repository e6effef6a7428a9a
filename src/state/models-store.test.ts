import { describe, expect, it } from 'vitest';
import { fakeSamplingManifest } from '#test-support/fake-sampling.ts';
import { fakeManifest } from '#test-support/fake-services.ts';
import { createModelsStore, modelsLoaded, selectModel, suggestModel } from './models-store.ts';

const models = [fakeSamplingManifest(), fakeManifest(), fakeManifest({ id: 'tissue', phantom: false })].map(
  (manifest) => ({ baseUrl: 'https://fovea.test/', manifest }),
);
const loaded = modelsLoaded(createModelsStore().getState(), models, []);

describe('the model suggested', () => {
  it('is one for this kind of slide, and one of the whole slide before one that has to be told where to look', () => {
    expect(suggestModel(loaded, true).selectedId).toBe('nests');
    expect(suggestModel(loaded, false).selectedId).toBe('tissue');
    const only = modelsLoaded(createModelsStore().getState(), models.slice(0, 1), []);
    expect(suggestModel(only, true).selectedId).toBe('sampler');
    expect(suggestModel(only, false).selectedId).toBeNull();
  });

  it('never takes the place of a choice', () => {
    const chosen = selectModel(loaded, 'sampler');
    expect(suggestModel(chosen, false).selectedId).toBe('sampler');
  });
});
