import { linkWorker } from '#workers/shared/worker-link.ts';
import type { EncoderRequest } from './measure.ts';

export interface HarnessCalls {
  readonly encoder: { readonly request: EncoderRequest; readonly answer: number };
  readonly head: { readonly request: { readonly n: number }; readonly answer: number };
  readonly threads: { readonly request: null; readonly answer: number };
}

declare global {
  interface Window {
    inference: {
      /** `model` is the address of an encoder's ONNX file. */
      encoder(request: Omit<EncoderRequest, 'model'> & { readonly model: string }): Promise<number>;
      head(n: number): Promise<number>;
      threads(): Promise<number>;
    };
  }
}

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const link = linkWorker<HarnessCalls>(worker, 'inference harness');

window.inference = {
  async encoder(request) {
    const response = await fetch(request.model);
    const model = new Uint8Array(await response.arrayBuffer());
    return link.call('encoder', { ...request, model });
  },
  head: (n) => link.call('head', { n }),
  threads: () => link.call('threads', null),
};
