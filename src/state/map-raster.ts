import { packedColours } from '#core/heatmap/colour-maps.ts';
import { buildRaster } from '#core/heatmap/raster.ts';
import type { HeatmapRaster } from '#core/heatmap/raster-types.ts';
import { colourMapFor, settingsOf, windowOf, type OverlayState } from './overlay-store.ts';
import { paintingOf } from './map-scale.ts';
import type { MapView } from './result-view.ts';

/** What of the overlay's settings decides the colours of a map. */
type ColourSettings = Pick<OverlayState, 'byMap' | 'colourMap' | 'signedColourMap' | 'reversed' | 'interpolated'>;

/**
 * Paints maps for one viewer. The last picture is kept as long as nothing that it depends on changes; the next one of the same grid is written into
 * its buffers, so each viewer needs a painter of its own.
 */
export function mapPainter(): (map: MapView, settings: ColourSettings) => HeatmapRaster {
  let last: { map: MapView; key: string; raster: HeatmapRaster } | null = null;
  return (map, settings) => {
    const colourMap = colourMapFor(settings, map.isSigned);
    const { reversed, interpolated } = settings;
    const mapSettings = settingsOf(settings, map.id);
    const { low, high, hideBelow } = windowOf(mapSettings);
    const key = [colourMap, reversed, interpolated, mapSettings.scaling, low, high, hideBelow].join(' ');
    if (last?.map === map && last.key === key) return last.raster;
    const { values, range, descending } = paintingOf(map, settings);
    const isSameGrid = last?.map.grid === map.grid;
    const raster = buildRaster(
      map.grid,
      values,
      {
        colours: packedColours(colourMap, reversed),
        range,
        descending,
        smooth: interpolated,
        ...(hideBelow === null ? {} : { hideBelow }),
      },
      isSameGrid && last ? last.raster : null,
    );
    last = { map, key, raster };
    return raster;
  };
}
