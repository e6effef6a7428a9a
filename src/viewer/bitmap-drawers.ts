import OpenSeadragon from 'openseadragon';
import { TILE_DATA_TYPE } from './slide-tile-source.ts';

/** Canvas drawer that draws ImageBitmaps as they are: OpenSeadragon's own first redraws each to a canvas of its own. */
export class BitmapCanvasDrawer extends OpenSeadragon.CanvasDrawer {
  override getSupportedDataFormats(): string[] {
    return [TILE_DATA_TYPE];
  }

  /** OpenSeadragon's drawing code reads `.canvas` of what it gets, with its width and height. */
  override getDataToDraw(tile: OpenSeadragon.Tile): { canvas: ImageBitmap } | undefined {
    const bitmap: unknown = super.getDataToDraw(tile);
    return bitmap instanceof ImageBitmap ? { canvas: bitmap } : undefined;
  }
}

/** WebGL drawer that uploads ImageBitmaps directly. */
export class BitmapWebGLDrawer extends OpenSeadragon.WebGLDrawer {
  override getSupportedDataFormats(): string[] {
    return [TILE_DATA_TYPE];
  }
}

const SOFTWARE_RENDERERS = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/**
 * Whether WebGL runs on real graphics hardware. Virtual desktops without a GPU are common in hospitals, and there software WebGL
 * is 6 to 8 times slower than a 2D canvas.
 */
export function hasHardwareWebGL(): boolean {
  const canvas = new OffscreenCanvas(1, 1);
  const gl = canvas.getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (!gl) return false;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return !SOFTWARE_RENDERERS.test(String(renderer));
}
