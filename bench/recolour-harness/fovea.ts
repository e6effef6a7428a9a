import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { createCommands } from '#commands/create-commands.ts';
import type { ColourMapId } from '#core/heatmap/colour-maps.ts';
import {
  changeWindow,
  chooseMap,
  chooseScaling,
  setOpacity,
  type OverlayState,
  type Scaling,
} from '#state/overlay-store.ts';
import { showResult } from '#state/displayed.ts';
import type { Stores } from '#state/stores.ts';
import { fakeContext, fakeResult } from '#test-support/fake-services.ts';
import { syntheticClient, syntheticSlide } from '#test-support/synthetic-slide.ts';
import { App } from '#ui/App.tsx';
import { createSlideViewer } from '#viewer/slide-viewer.ts';
import '#ui/theme/tokens.css';
import '#ui/theme/base.css';
import { makeMap } from './map.ts';

export type Change =
  'opacity' | 'scaling' | 'range' | 'threshold' | 'colours' | 'map' | 'interpolated' | 'interpolated range';

let stores: Stores | null = null;

/** The whole window over a made-up slide and result; resolves once it is on screen. */
export async function showFovea(patchCount: number): Promise<void> {
  const map = makeMap(patchCount);
  const size = { width: map.widthPx, height: map.heightPx };
  const slide = syntheticSlide(size);
  const tiles = syntheticClient(slide, size);
  const context = fakeContext({
    slides: {
      open: () => Promise.resolve(slide),
      tile: tiles.tile,
      patches: ({ rects, outWidthPx, outHeightPx }) =>
        Promise.resolve({ pixels: new Uint8Array(rects.length * outWidthPx * outHeightPx * 3), holes: [] }),
      stats: () => Promise.resolve({ bytesRead: 0, requests: 0, cacheBytes: 0, tilesDecoded: 0, holes: 0, hosts: [] }),
    },
  });
  stores = context.stores;
  const element = document.getElementById('root');
  if (!element) throw new Error('no #root');
  createRoot(element).render(
    createElement(App, {
      services: {
        stores,
        commands: createCommands(context),
        createViewer: (container, navigator) => createSlideViewer({ container, navigator, slides: tiles }),
      },
    }),
  );
  await frames(5);
  await createCommands(context).openSlide({ kind: 'file', file: new File(['x'], 'made.svs') });
  const attention = map.values.map((value, i) => (1 + value + 0.1 * Math.sin(i)) / patchCount);
  const result = fakeResult({
    patches: map.patches,
    maps: [
      { id: 'task-relevance', values: map.values },
      { id: 'bottom-up-attention', values: attention },
    ],
  });
  stores.runs.setState((state) =>
    showResult(state, slide.id, result, { kind: 'file', fileName: 'made.json', slideKnownBy: 'fingerprint' }),
  );
  await frames(60);
}

const SCALINGS: readonly Scaling[] = ['value', 'percentile', 'rank'];
const COLOUR_MAPS: readonly ColourMapId[] = ['viridis', 'magma', 'cividis'];

/** Frames after which nothing changes any more: the gallery of another map, which comes after its colours, is drawn too. */
const SETTLED_FRAMES = 6;

/** One change of the overlay as the controls make it, and the frames after it until all of the window shows it; `step` counts up. */
export async function change(kind: Change | 'nothing', step: number): Promise<void> {
  if (!stores) throw new Error('show it first');
  if (kind !== 'nothing') stores.overlay.setState((state) => changed(state, kind, step));
  await frames(SETTLED_FRAMES);
}

function changed(state: OverlayState, kind: Change, step: number): OverlayState {
  const id = 'task-relevance';
  const chosen = kind === 'map' ? state : chooseMap(state, id);
  const byValue = kind === 'scaling' ? chosen : chooseScaling(chosen, id, 'value');
  switch (kind) {
    case 'opacity':
      return setOpacity(chosen, 0.5 + (step % 20) / 100);
    case 'scaling':
      return chooseScaling(chosen, id, SCALINGS[step % SCALINGS.length] ?? 'value');
    case 'range':
      return changeWindow({ ...byValue, interpolated: false }, id, { low: 0.1 + (step % 20) / 100 });
    case 'interpolated range':
      return changeWindow({ ...byValue, interpolated: true }, id, { low: 0.1 + (step % 20) / 100 });
    case 'threshold':
      return changeWindow({ ...byValue, interpolated: false }, id, { hideBelow: 0.5 + (step % 20) / 100 });
    case 'colours':
      return { ...chosen, colourMap: COLOUR_MAPS[step % COLOUR_MAPS.length] ?? 'viridis' };
    case 'map':
      return chooseMap(state, step % 2 === 0 ? 'bottom-up-attention' : id);
    case 'interpolated':
      return { ...chosen, interpolated: step % 2 === 0 };
  }
}

export function frames(count: number): Promise<void> {
  return new Promise((resolve) => {
    const next = (left: number): void => {
      if (left === 0) resolve();
      else requestAnimationFrame(() => next(left - 1));
    };
    next(count);
  });
}
