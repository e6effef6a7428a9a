import '#core/network/no-side-doors.ts';
import wasmUrl from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url';
import { openSlide } from '#formats/open-slide.ts';
import { threadNetwork } from '#network/thread-network.ts';
import { serveCalls } from '../shared/calls.ts';
import { networkHandlers, type NetworkCalls } from '../shared/network-link.ts';
import type { SlideCalls } from './calls.ts';
import { createDecodePool, decoderCount, type Decoders } from './decode/pool.ts';
import { loadWasmOnce } from './decode/load-wasm.ts';
import { decodeNatively } from './native-tile.ts';
import { createSlideService } from './service.ts';

const decoders = createDecodePool(decoderCount(navigator.hardwareConcurrency), loadWasmOnce(wasmUrl));
const decodePyramid: Decoders['pyramid'] = (chunk, signal) => decoders.pyramid(chunk, signal);

serveCalls<SlideCalls & NetworkCalls>({
  ...networkHandlers(threadNetwork),
  ...createSlideService({
    openSlide: (location, signal) => openSlide(location, signal, { decodePyramid }),
    decoders,
    decodeNatively,
  }),
});
