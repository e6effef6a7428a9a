import { isFoveaError } from '#core/errors/fovea-error.ts';
import { parsePhantomAnswer, type PhantomAnswer } from '#core/check/phantom-answer.ts';
import type { FoundStep } from '#core/check/found.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import { parseBundleIndexText } from '#core/model/bundle-index.ts';
import { PHANTOM_FOLDER } from '#core/model/shipped-files.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import type { Model } from '#state/models-store.ts';
import type { SamplingRequest } from '#workers/inference/contract.ts';
import type { CommandContext } from './context.ts';

/** What shipped models should say of the phantom. */
export interface PhantomAnswers {
  /** The answer of a model on this very slide, or why there is none that could be compared with. */
  answerFor(
    model: Model,
    slide: Pick<SlideDescription, 'fingerprint'>,
  ): { readonly answer: PhantomAnswer | null; readonly without: FoundStep['withoutAnswer'] };
  /** How attention sampling has to look for its answer to be comparable; null for other models. */
  samplingFor(manifest: ModelManifest): SamplingRequest | null;
  /** How long a model takes beside the others; of one without an answer as the longest. */
  secondsOf(modelId: string): number;
}

/** Reads the answers that ship for models. One that cannot be read, or is none, is absent. */
export async function readPhantomAnswers(
  { baseUrl, fetchText }: Pick<CommandContext, 'baseUrl' | 'fetchText'>,
  models: readonly Model[],
  signal: AbortSignal,
): Promise<PhantomAnswers> {
  const { phantom } = parseBundleIndexText(await fetchText(new URL('models/index.json', baseUrl).href, signal));
  const readAnswer = async (url: string): Promise<PhantomAnswer | null> => {
    try {
      return parsePhantomAnswer(await fetchText(url, signal));
    } catch (reason) {
      if (!isFoveaError(reason) || reason.code !== 'model/unreachable') throw reason;
      return null;
    }
  };
  const names = new Set(phantom.map(({ path }) => path));
  const answers = new Map<string, PhantomAnswer>();
  for (const { baseUrl: bundleUrl, manifest } of models) {
    const file = `${manifest.id}.answer.json`;
    if (bundleUrl === null || !names.has(file)) continue;
    const answer = await readAnswer(new URL(PHANTOM_FOLDER + file, baseUrl).href);
    if (answer?.bundle.id === manifest.id) answers.set(manifest.id, answer);
  }
  const longest = Math.max(1, ...[...answers.values()].map(({ seconds }) => seconds));
  return {
    answerFor({ baseUrl: bundleUrl, manifest }, { fingerprint }) {
      if (bundleUrl === null) return { answer: null, without: 'added' };
      const answer = answers.get(manifest.id);
      if (!answer) return { answer: null, without: 'none' };
      const graphs = manifest.files.filter(({ path }) => path.endsWith('.onnx'));
      const isOfThese =
        graphs.length === Object.keys(answer.bundle.files).length &&
        graphs.every(({ path, sha256 }) => answer.bundle.files[path] === sha256);
      if (!isOfThese) return { answer: null, without: 'other-model' };
      // Null where the browser cannot hash; then the numbers alone tell.
      if (fingerprint !== null && fingerprint !== answer.slide.fingerprint)
        return { answer: null, without: 'other-phantom' };
      return { answer, without: null };
    },
    samplingFor(manifest) {
      const known = answers.get(manifest.id)?.sampling;
      if (manifest.architecture !== 'attention-sampling') return null;
      const { seed, samples } = known ?? { seed: 1, samples: manifest.head.samples };
      return { scope: { kind: 'tissue' }, mode: 'draw', seed, samples, repeats: 1 };
    },
    secondsOf: (modelId) => answers.get(modelId)?.seconds ?? longest,
  };
}
