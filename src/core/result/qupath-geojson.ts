import { ringOfRect } from './annotations-geojson.ts';
import { patchTable } from './patch-table.ts';
import type { RunResult } from './run-result.ts';

/**
 * Patches as QuPath imports them: a FeatureCollection of rectangles in level-0 px, each a locked tile object with one
 * measurement per map; where maps are on different grids, the finest patches with the coarser maps' values repeated ({@link patchTable}).
 * Rings are closed and run clockwise on screen, as QuPath's own exports do.
 */
export function qupathGeoJson(result: Pick<RunResult, 'patches' | 'maps'>): string {
  const { patches, columns } = patchTable(result);
  const features = patches.map((patch, row) => ({
    type: 'Feature',
    geometry: { type: 'Polygon', coordinates: [ringOfRect(patch)] },
    properties: {
      objectType: 'tile',
      isLocked: true,
      measurements: Object.fromEntries(
        columns.flatMap(({ id, value }) => {
          const measured = value(row);
          return measured === null ? [] : [[id, measured]];
        }),
      ),
    },
  }));
  return `${JSON.stringify({ type: 'FeatureCollection', features })}\n`;
}
