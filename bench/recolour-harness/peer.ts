import { colourTable } from '#core/heatmap/colour-maps.ts';
import { frames } from './fovea.ts';
import { makeMap, type MadeMap } from './map.ts';

interface Shown {
  readonly map: MadeMap;
  readonly context: CanvasRenderingContext2D;
  readonly scale: number;
}

let shown: Shown | null = null;

/** A canvas as large as Fovea's slide and nothing else. */
export async function showPeer(patchCount: number): Promise<void> {
  const canvas = document.createElement('canvas');
  canvas.width = 1000;
  canvas.height = 720;
  document.body.replaceChildren(canvas);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  const map = makeMap(patchCount);
  shown = { map, context, scale: Math.min(canvas.width / map.widthPx, canvas.height / map.heightPx) };
  await frames(10);
}

/** What a plain script does on every change: one colour as text and one rectangle a patch; for `scaling` also the ranks, by sorting. */
export async function changePeer(kind: 'range' | 'scaling' | 'nothing', step: number): Promise<void> {
  if (!shown) throw new Error('show it first');
  if (kind !== 'nothing') paint(shown, kind, step);
  await frames(2);
}

function paint({ map, context, scale }: Shown, kind: 'range' | 'scaling', step: number): void {
  const low = 0.1 + (step % 20) / 100;
  const { values, patches } = map;
  let position = (i: number): number => ((values[i] ?? 0) - low) / (1 - low);
  if (kind === 'scaling') {
    const order = Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
    const rank = new Float64Array(values.length);
    order.forEach((patch, place) => (rank[patch] = place / values.length));
    position = (i) => rank[i] ?? 0;
  }
  const table = colourTable('viridis');
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  patches.forEach(({ x, y, width, height }, i) => {
    const entry = Math.min(255, Math.max(0, Math.floor(position(i) * 256))) * 3;
    context.fillStyle = `rgb(${table[entry]}, ${table[entry + 1]}, ${table[entry + 2]})`;
    context.fillRect(x * scale, y * scale, width * scale, height * scale);
  });
}
