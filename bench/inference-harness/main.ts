import { linkWorker } from '#workers/shared/worker-link.ts';
import type { EncoderRequest } from './measure.ts';
import { keptOf } from './kept-of.ts';
import type { Asked } from './questions.ts';

export interface HarnessCalls {
  readonly encoder: { readonly request: EncoderRequest; readonly answer: number };
  readonly head: { readonly request: { readonly n: number }; readonly answer: number };
  readonly threads: { readonly request: null; readonly answer: number };
  /** Opens a head over a bag of its own, in the place of the one before. `modelsUrl`: where the bundles that ship are, ends in `/`. */
  readonly open: { readonly request: Asked & { readonly modelsUrl: string }; readonly answer: null };
  readonly prepare: { readonly request: null; readonly answer: null };
  readonly ask: { readonly request: { readonly kept: Uint8Array<ArrayBuffer> }; readonly answer: null };
}

declare global {
  interface Window {
    inference: {
      /** `model` is the address of an encoder's ONNX file. */
      encoder(request: Omit<EncoderRequest, 'model'> & { readonly model: string }): Promise<number>;
      head(n: number): Promise<number>;
      threads(): Promise<number>;
      /** Opens a head for questions. */
      open(asked: Asked): Promise<void>;
      /** Seconds from the page and back. */
      prepare(): Promise<number>;
      /** Seconds of the question with this number, from the page and back. */
      ask(n: number, question: number): Promise<number>;
    };
  }
}

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const link = linkWorker<HarnessCalls>(worker, 'inference harness');

async function seconds(job: Promise<unknown>): Promise<number> {
  const from = performance.now();
  await job;
  return (performance.now() - from) / 1000;
}

window.inference = {
  async encoder(request) {
    const response = await fetch(request.model);
    const model = new Uint8Array(await response.arrayBuffer());
    return link.call('encoder', { ...request, model });
  },
  head: (n) => link.call('head', { n }),
  threads: () => link.call('threads', null),
  async open(asked) {
    await link.call('open', { ...asked, modelsUrl: new URL('models/', location.href).href });
  },
  prepare: () => seconds(link.call('prepare', null)),
  ask: (n, question) => seconds(link.call('ask', { kept: keptOf(n, question) })),
};
