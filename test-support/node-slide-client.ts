import { openSlide } from '#formats/open-slide.ts';
import type { HttpOptions } from '#formats/source/http-retry.ts';
import { serveCalls } from '#workers/shared/calls.ts';
import type { SlideCalls } from '#workers/slide/calls.ts';
import type { SlideClient } from '#workers/slide/contract.ts';
import { slideClientFromPort } from '#workers/slide/port-client.ts';
import { createSlideService } from '#workers/slide/service.ts';
import { nodeDecoders } from './jpeg-decoder.ts';

/** The slide service behind its real client and a real port, under Node; everything but pictures for a screen. */
export async function nodeSlideClient(
  http: Partial<HttpOptions> = {},
): Promise<{ client: SlideClient; close(): void }> {
  const decoders = await nodeDecoders();
  const service = createSlideService({
    openSlide: (location, signal) =>
      openSlide(location, signal, { decodePyramid: (chunk, s) => decoders.pyramid(chunk, s), http }),
    decoders,
    decodeNatively: () => Promise.reject(new Error('no pictures under Node')),
  });
  const { port1, port2 } = new MessageChannel();
  serveCalls<SlideCalls>(service, port1);
  return {
    client: slideClientFromPort(port2),
    close(): void {
      port1.close();
      port2.close();
    },
  };
}
