import wasmUrl from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url';
import { openSlide } from '#formats/open-slide.ts';
import { serveCalls } from '../shared/calls.ts';
import type { SlideCalls } from './calls.ts';
import { createDecodePool, decoderCount, type Decoders } from './decode/pool.ts';
import { loadWasmOnce } from './decode/load-wasm.ts';
import { decodeNatively } from './native-tile.ts';
import { createSlideService } from './service.ts';

const decoders = createDecodePool(decoderCount(navigator.hardwareConcurrency), loadWasmOnce(wasmUrl));
const decodePyramid: Decoders['pyramid'] = (chunk, signal) => decoders.pyramid(chunk, signal);

serveCalls<SlideCalls>(
  createSlideService({
    openSlide: (location, signal) => openSlide(location, signal, { decodePyramid }),
    decoders,
    decodeNatively,
  }),
);
