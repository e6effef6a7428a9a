import { parseManifest } from '#core/model/manifest.ts';
import { classAnswer } from '#core/result/run-result.ts';
import { createInferenceClient } from '#workers/inference/client.ts';
import type { SlideForRun } from '#workers/inference/contract.ts';
import { createSlideClient } from '#workers/slide/client.ts';

/** One plain image through both workers, as the app runs it: the whole image at its own pixels. */
export interface ImageRequest {
  /** Addresses; the bundle's ends in `/`. */
  readonly image: string;
  readonly bundle: string;
  readonly seed: number;
}

declare global {
  interface Window {
    /** Class names and their scores, of one draw of as many places as the bundle says. */
    classify(
      request: ImageRequest,
    ): Promise<{ readonly classes: readonly string[]; readonly scores: readonly number[] }>;
  }
}

const slides = createSlideClient();
const inference = createInferenceClient({ slides });

window.classify = async ({ image, bundle: baseUrl, seed }) => {
  const manifest = parseManifest(await (await fetch(`${baseUrl}model.json`)).json());
  if (manifest.architecture !== 'attention-sampling') throw new Error(`${baseUrl} is a ${manifest.architecture}`);
  const description = await slides.open({ source: { kind: 'url', url: image } });
  try {
    const um = manifest.spacing_um_px;
    const slide: SlideForRun = {
      slideId: description.id,
      name: description.name,
      fingerprint: null,
      width: description.width,
      height: description.height,
      spacing: { xUmPerPx: um, yUmPerPx: um },
      spacingStatedBy: 'model',
    };
    const sampling = {
      scope: { kind: 'whole-image' },
      mode: 'draw',
      seed,
      samples: manifest.head.samples,
      repeats: 1,
    } as const;
    const request = { slide, bundle: { baseUrl, manifest }, sampling, backEnd: 'wasm' } as const;
    const { answer } = await inference.run(request, () => undefined);
    const { classes, scores } = classAnswer(answer);
    return { classes, scores };
  } finally {
    await slides.close({ slideId: description.id });
  }
};
