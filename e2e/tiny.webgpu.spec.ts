import { expect, test } from './fixtures.ts';
import { classAnswer } from '#core/result/run-result.ts';
import { readResultFile } from './exports.ts';

const PHANTOM_MODEL = 'phantom-tda-mil';
const MAPS = ['task-relevance', 'bottom-up-attention', 'top-down-attention'] as const;

test.describe.configure({ timeout: 600_000 });

test(
  'on the software WebGPU adapter a tiny slide gives the answer that WASM gives',
  { tag: '@full' },
  async ({ fovea, slides }) => {
    await fovea.goto();
    await fovea.openFile(slides.tiny);
    expect(await fovea.waitUntilOpened(30_000)).toBeNull();
    await fovea.model.choose(PHANTOM_MODEL);

    const results = [];
    for (const backEnd of ['wasm', 'webgpu'] as const) {
      // Else the second back end would be given the features that the first one made.
      if (results.length > 0) await fovea.model.forgetStoredFeatures();
      await fovea.model.chooseBackEnd(backEnd);
      await fovea.model.run();
      await expect(fovea.model.runButton).toBeVisible({ timeout: 500_000 });
      const result = readResultFile((await fovea.result.export('result')).path);
      expect(result.run.backEnd.kind).toBe(backEnd);
      expect(result.timings.patchesPerSecond).toBeGreaterThan(0);
      expect(result.run.notes.join()).not.toContain('kept');
      results.push(result);
    }
    const [wasm, webgpu] = results;
    if (!wasm || !webgpu) throw new Error('two runs were made');
    expect(webgpu.patches).toEqual(wasm.patches);
    for (const [i, logit] of classAnswer(wasm.answer).logits.entries())
      expect(classAnswer(webgpu.answer).logits[i]).toBeCloseTo(logit, 3);
    const n = wasm.patches.length;
    for (const id of MAPS) {
      // Attention over n patches averages 1/n: n·attention is what is compared.
      const [scale, limit] = id === 'task-relevance' ? [1, 1e-3] : [n, 1e-2];
      const [ours, theirs] = [wasm.maps[id]?.values ?? [], webgpu.maps[id]?.values ?? []];
      expect(ours).toHaveLength(n);
      expect(theirs).toHaveLength(n);
      const worst = Math.max(...ours.map((value, i) => scale * Math.abs(value - (theirs[i] ?? NaN))));
      expect(worst).toBeLessThan(limit);
    }
  },
);
