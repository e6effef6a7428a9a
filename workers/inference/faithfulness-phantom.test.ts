import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseManifest } from '#core/model/manifest.ts';
import { DEFAULT_FAITHFULNESS, measureFaithfulness } from '#core/what-if/faithfulness.ts';
import { nodeRuntime } from '#test-support/node-runtime.ts';
import { nodeFileSource, nodeSlideClient } from '#test-support/node-slide-client.ts';
import { fromRoot } from '../../scripts/paths.ts';
import { memoryFeatureStore } from './feature-store.ts';
import { createModels } from './models.ts';
import { runModel } from './run-model.ts';
import { createQuestions } from './what-if.ts';
import { sentSubject } from './what-if-subject.ts';

const BASE_URL = 'https://bundle.test/phantom-tda-mil/';

/**
 * The phantom that ships holds nests, which its model was trained to find: leaving out what the task relevance marks must take the answer away
 * faster than leaving out anything, and keeping only that must give it.
 */
it('task relevance on the shipped phantom is faithful, beside random orders', { timeout: 300_000 }, async () => {
  const manifest = parseManifest(JSON.parse(readFileSync(fromRoot('models/phantom-tda-mil/model.json'), 'utf8')));
  const bundle = { baseUrl: BASE_URL, manifest };
  const runtime = nodeRuntime();
  const fetch = (url: string) =>
    Promise.resolve(
      new Response(new Uint8Array(readFileSync(fromRoot('models/phantom-tda-mil', url.slice(BASE_URL.length))))),
    );
  const models = createModels({ runtime, fetch, now: () => performance.now() });
  const node = await nodeSlideClient();
  const opened = await node.client.open({ source: nodeFileSource(fromRoot('public/phantom/phantom-01.tif')) });
  const signal = new AbortController().signal;
  const base = { models, features: memoryFeatureStore(), now: () => performance.now() };
  const given = {
    report: await runtime.report(),
    read: (request: Parameters<Parameters<typeof runModel>[1]['read']>[0]) =>
      node.client.patches({ slideId: opened.id, ...request }, signal),
    verified: new Set<string>(),
    signal,
  };
  const slide = {
    slideId: opened.id,
    name: opened.name,
    fingerprint: opened.fingerprint,
    width: opened.width,
    height: opened.height,
    spacing: opened.spacing ?? { xUmPerPx: NaN, yUmPerPx: NaN },
    spacingStatedBy: 'metadata',
  } as const;
  const context = { ...base, ...given, version: '9.9.9', onProgress: () => undefined };
  const result = await runModel({ slide, bundle, backEnd: 'wasm' }, context);
  const questions = createQuestions(sentSubject({ slide, bundle, result }), base);
  const { deletion, insertion } = await measureFaithfulness(
    result,
    { ...DEFAULT_FAITHFULNESS, map: 'task-relevance', classIndex: null, randomOrders: 3 },
    async (kept) => (await questions.ask(kept, given)).answer,
    { now: () => performance.now() },
  );
  // A fifth of the patches, those that the map marks, hold all that the answer rests on.
  expect(deletion.shares[2]).toBeCloseTo(0.2, 2);
  expect(deletion.values[2]).toBeLessThan(0.1);
  expect(deletion.randomMean[2]).toBeGreaterThan(0.9);
  expect(deletion.area.map).toBeLessThan(deletion.area.randomMean - 3 * deletion.area.randomSd);
  expect(insertion.area.map).toBeGreaterThan(insertion.area.randomMean + 3 * insertion.area.randomSd);
  node.close();
});
