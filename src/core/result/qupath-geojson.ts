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
  const names = columns.map(({ id }) => JSON.stringify(id));
  // Written piece by piece: hundreds of thousands of features are not held as objects beside their text.
  let text = '{"type":"FeatureCollection","features":[';
  for (const [row, patch] of patches.entries()) {
    let measurements = '';
    for (const [i, { digits }] of columns.entries()) {
      const measured = digits(row);
      if (measured !== '') measurements += `${measurements === '' ? '' : ','}${names[i] ?? ''}:${measured}`;
    }
    const ring = ringOfRect(patch)
      .map(([x, y]) => `[${x},${y}]`)
      .join();
    text += `${row === 0 ? '' : ','}{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[${ring}]]},`;
    text += `"properties":{"objectType":"tile","isLocked":true,"measurements":{${measurements}}}}`;
  }
  return `${text}]}\n`;
}
