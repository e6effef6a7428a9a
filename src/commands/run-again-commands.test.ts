import { describe, expect, it } from 'vitest';
import { runAgainCheck } from '#state/run-again.ts';
import { modelsLoaded } from '#state/models-store.ts';
import { showResult } from '#state/displayed.ts';
import { resultsOf } from '#state/kept-results.ts';
import { runTwice } from '#state/slide-results.ts';
import { shownSlide } from '#state/slides-store.ts';
import { fakeContext, fakeManifest, fakeResult, fakeSlide } from '#test-support/fake-services.ts';
import { fakeSamplingManifest, fakeSamplingResult } from '#test-support/fake-sampling.ts';
import type { RunRequest } from '#workers/inference/contract.ts';
import { createCommands } from './create-commands.ts';

const ORIGIN = { kind: 'link', roundings: {}, leftOut: { maps: [], draws: false, risks: false }, slideKnownBy: 'fingerprint' } as const; // prettier-ignore

/** A window with a result of another machine, and the model that made it. */
async function window(
  shared = fakeResult(),
  manifest: ReturnType<typeof fakeManifest> | ReturnType<typeof fakeSamplingManifest> = fakeManifest(),
) {
  const asked: RunRequest[] = [];
  const context = fakeContext({
    slides: { open: () => Promise.resolve(fakeSlide()), close: () => Promise.resolve() },
    inference: {
      run: (request) => {
        asked.push(request);
        return Promise.resolve({ ...shared, id: 'own' });
      },
    },
  });
  const { stores } = context;
  const commands = createCommands(context);
  await commands.openPhantom();
  stores.models.setState((state) => modelsLoaded(state, [{ baseUrl: 'https://fovea.test/m/', manifest }], []));
  stores.runs.setState((state) => showResult(state, 'slide-1', shared, ORIGIN));
  const results = () => resultsOf(stores.runs.getState(), 'slide-1');
  const slide = shownSlide(stores.slides.getState());
  if (!slide) throw new Error('the slide is open');
  const key = results().shownKey ?? '';
  return { commands, stores, asked, results, slide, key };
}

describe('running a shared result again', () => {
  it('runs its model on its slide and pairs the two', async () => {
    const { commands, asked, results, key } = await window();
    await commands.runAgain('slide-1', key);
    expect(asked.map(({ bundle }) => bundle.manifest.id)).toEqual(['nests']);
    expect(runTwice(results(), key)?.own.result.id).toBe('own');
    expect(results().list).toHaveLength(2);
  });

  it('asks attention sampling for what was sampled, with the seed of the shared run', async () => {
    const shared = fakeSamplingResult();
    const seeded = { ...shared, run: { ...shared.run, seed: 4711, bundle: { ...shared.run.bundle, id: 'sampler' } } };
    const { commands, asked, key } = await window(seeded, fakeSamplingManifest());
    await commands.runAgain('slide-1', key);
    const { samples, repeats, mode } = shared.sampling ?? {};
    expect(asked[0]?.sampling).toMatchObject({ seed: 4711, samples, repeats, mode });
  });

  it('is not offered without the model, or where the slide goes by another spacing; then nothing runs', async () => {
    const { commands, stores, asked, slide, key } = await window();
    const models = () => stores.models.getState();
    expect(runAgainCheck(slide, fakeResult(), models())).toMatchObject({ kind: 'ready', model: 'none' });
    expect(runAgainCheck({ ...slide, statedUmPerPx: 0.25 }, fakeResult(), models())).toEqual({
      kind: 'other-spacing',
      sharedUmPerPx: 0.5,
      hereUmPerPx: 0.25,
    });
    commands.stateSpacing('slide-1', 0.25);
    await commands.runAgain('slide-1', key);
    commands.stateSpacing('slide-1', 0.5);
    stores.models.setState((state) => modelsLoaded(state, [], []));
    await commands.runAgain('slide-1', key);
    expect(asked).toEqual([]);
  });

  it('says where the model here is another version', async () => {
    const { stores, slide } = await window(fakeResult(), fakeManifest({ version: '2.0.0' }));
    expect(runAgainCheck(slide, fakeResult(), stores.models.getState())).toEqual({
      kind: 'ready',
      model: 'version',
      versionHere: '2.0.0',
    });
  });
});
