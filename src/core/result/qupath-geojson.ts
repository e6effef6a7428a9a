import { float32Digits } from './result-file.ts';
import type { RunResult } from './run-result.ts';

/**
 * Patches as QuPath imports them: a FeatureCollection of rectangles in level-0 px, each a locked tile object with one
 * measurement per map. Rings are closed and run clockwise on screen, as QuPath's own exports do.
 */
export function qupathGeoJson(result: Pick<RunResult, 'patches' | 'maps'>): string {
  const features = result.patches.map(({ x, y, width, height }, i) => ({
    type: 'Feature',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [x, y],
          [x + width, y],
          [x + width, y + height],
          [x, y + height],
          [x, y],
        ],
      ],
    },
    properties: {
      objectType: 'tile',
      isLocked: true,
      measurements: Object.fromEntries(result.maps.map((map) => [map.id, float32Digits(map.values[i] ?? NaN)])),
    },
  }));
  return `${JSON.stringify({ type: 'FeatureCollection', features })}\n`;
}
