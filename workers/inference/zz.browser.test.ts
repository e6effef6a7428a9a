import { expect, it } from 'vitest';
import { parseManifest } from '#core/model/manifest.ts';
import { createSlideClient } from '../slide/client.ts';
import { createInferenceClient } from './client.ts';
import { rocAuc } from '#test-support/roc-auc.ts';

it('phantom', async () => {
  const baseUrl = new URL('/models/phantom-tda-mil/', location.href).href;
  const bundle = { baseUrl, manifest: parseManifest(await (await fetch(`${baseUrl}model.json`)).json()) };
  const slides = createSlideClient();
  const d = await slides.open({ source: { kind: 'url', url: new URL('/phantom/phantom-01.tif', location.href).href } });
  const truth = await (await fetch('/phantom/phantom-01.truth.json')).json();
  const bits = Uint8Array.from(atob(truth.tumour_mask.bits), (c) => c.charCodeAt(0));
  const m = truth.tumour_mask;
  const client = createInferenceClient({ slides });
  const slide = {
    slideId: d.id,
    name: d.name,
    fingerprint: d.fingerprint,
    width: d.width,
    height: d.height,
    spacing: d.spacing!,
    spacingStatedBy: 'metadata' as const,
  };
  for (let k = 0; k < 2; k++) {
    const stages: string[] = [];
    const t0 = performance.now();
    const r = await client.run({ slide: { ...slide, fingerprint: `x${k}` }, bundle, backEnd: 'wasm' }, (p) => {
      if (stages.at(-1) !== p.stage) {
        stages.push(p.stage);
      }
    });
    console.log(
      JSON.stringify(r.timings),
      r.patches.length,
      JSON.stringify(r.answer),
      JSON.stringify(r.run.tissue),
      stages.join(' '),
      navigator.hardwareConcurrency,
    );
    const f = m.spacing_um_px / d.spacing!.xUmPerPx;
    const pos = r.patches.map((p) => {
      let s = 0,
        c = 0;
      for (let y = Math.ceil(p.y / f - 0.5); y < Math.ceil((p.y + p.height) / f - 0.5); y++)
        for (let x = Math.ceil(p.x / f - 0.5); x < Math.ceil((p.x + p.width) / f - 0.5); x++) {
          const i = y * m.width + x;
          if (x < m.width && y < m.height) {
            s += (bits[i >> 3]! >> (7 - (i & 7))) & 1;
            c++;
          }
        }
      return s / c >= 0.25;
    });
    console.log('AUC', r.maps.map((map) => rocAuc([...map.values], pos)).join(' '), pos.filter(Boolean).length);
  }
  client.dispose();
  expect(1).toBe(1);
});
