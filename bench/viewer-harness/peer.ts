import OpenSeadragon from 'openseadragon';
import { element, pause, until, type ViewerTimings } from './timings.ts';

/** Served as published: it starts its worker from an address that a bundler cannot follow. */
const PEER_MODULE = new URL('/peer/geotiff-tilesource.mjs', location.href).href;

interface PeerModule {
  readonly enableGeoTIFFTileSource: (library: typeof OpenSeadragon) => void;
}

interface GeoTIFFTileSources {
  GeoTIFFTileSource: {
    getAllTileSources(
      input: string,
      options: { logLatency: boolean },
    ): Promise<(OpenSeadragon.TileSource & { promises?: { ready: Promise<void> } })[]>;
  };
}

/** geotiff-tilesource with OpenSeadragon's defaults but for the canvas drawer, which is the faster one without a GPU. */
export async function measurePeer(url: string): Promise<ViewerTimings> {
  const { enableGeoTIFFTileSource } = (await import(/* @vite-ignore */ PEER_MODULE)) as PeerModule;
  enableGeoTIFFTileSource(OpenSeadragon);
  const started = performance.now();
  const sources = await (OpenSeadragon as unknown as GeoTIFFTileSources).GeoTIFFTileSource.getAllTileSources(url, {
    logLatency: false,
  });
  const [slide] = sources;
  if (!slide) throw new Error('geotiff-tilesource found no slide');
  const viewer = new OpenSeadragon.Viewer({
    element: element('slide'),
    drawer: ['canvas'],
    showNavigationControl: false,
    crossOriginPolicy: 'Anonymous',
  });
  viewer.open({ tileSource: slide });
  const isSettled = (): boolean => {
    const image = viewer.isOpen() ? viewer.world.getItemAt(0) : null;
    return image !== null && image.getFullyLoaded() && image.lastDrawn.length > 0 && atRest(viewer.viewport);
  };
  await until(isSettled);
  const firstFullViewMs = performance.now() - started;
  await pause(1_000);
  const zoomed = performance.now();
  viewer.viewport.zoomBy(8);
  await until(() => !isSettled());
  await until(isSettled);
  return { firstFullViewMs, zoomBy8Ms: performance.now() - zoomed };
}

function atRest(viewport: OpenSeadragon.Viewport): boolean {
  return (
    viewport.getZoom(true) === viewport.getZoom(false) && viewport.getCenter(true).equals(viewport.getCenter(false))
  );
}
