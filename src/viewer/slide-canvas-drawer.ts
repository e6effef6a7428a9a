import OpenSeadragon from 'openseadragon';
import { HeldTile } from './held-tiles.ts';
import { redrawWhenRestored } from './lasting-canvas.ts';
import { frameOfViewport } from './osd-view.ts';
import { SlideTileSource, type TileEdges } from './slide-tile-source.ts';
import { TILE_DATA_TYPE } from './tile-bitmaps.ts';
import { toCss, transformOfFrame, type ViewTransform } from './view-frame.ts';

/**
 * Draws a slide's tiles on a 2D canvas. OpenSeadragon's own canvas drawer hides the seams between tiles by drawing each one pixel
 * too large, which shifts and blurs what is far from a tile's corner by up to that pixel, and copies every ImageBitmap to a
 * canvas first. Here tiles keep their place: upright, their edges are rounded to device pixels, so that neighbours meet exactly;
 * turned, each tile's last row and column are laid under the neighbour's antialiased edge. Used on every machine; why not WebGL
 * is in docs/decisions/0201-viewer.md.
 */
export class SlideCanvasDrawer extends OpenSeadragon.DrawerBase {
  #context: CanvasRenderingContext2D | null = null;
  #smooth = true;

  static override isSupported(): boolean {
    return true;
  }

  override getType(): string {
    return 'fovea-canvas';
  }

  override getSupportedDataFormats(): string[] {
    return [TILE_DATA_TYPE];
  }

  override canRotate(): boolean {
    return true;
  }

  override setImageSmoothingEnabled(smooth: boolean): void {
    this.#smooth = smooth;
    this.viewer.forceRedraw();
  }

  override destroy(): void {
    super.destroy();
    this.canvas.width = this.canvas.height = 1;
    this.canvas.remove();
  }

  /** Called by the base class while it is being constructed. */
  _createDrawingElement(): HTMLCanvasElement {
    const canvas = document.createElement('canvas');
    redrawWhenRestored(canvas, () => this.viewer.forceRedraw());
    return canvas;
  }

  /** Called by the library once per frame in which something changed. */
  draw(images: readonly OpenSeadragon.TiledImage[]): void {
    const { canvas } = this;
    this.#context ??= canvas.getContext('2d');
    const context = this.#context;
    if (!context) return;
    const ratio = window.devicePixelRatio;
    const size = this.viewport.getContainerSize();
    const width = Math.round(size.x * ratio);
    const height = Math.round(size.y * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    context.imageSmoothingEnabled = this.#smooth;
    for (const image of images) {
      const { source } = image;
      if (!(source instanceof SlideTileSource)) continue;
      const slideWidth = source.dimensions.x;
      const transform = scaled(transformOfFrame(frameOfViewport(this.viewport, slideWidth, true)), ratio);
      const tiles = image.getTilesToDraw().flatMap(({ tile }): Placed[] => {
        const held: unknown = this.getDataToDraw(tile);
        return held instanceof HeldTile ? [placed(tile, held.bitmap, source)] : [];
      });
      if (transform.b === 0 && transform.a > 0) drawUpright(context, tiles, transform);
      else drawTurned(context, tiles, transform, source.dimensions);
    }
  }
}

/** A tile's picture and its place, level-0 px; `usedWidth`, `usedHeight`: the part of the picture that lies on the slide, px. */
interface Placed extends TileEdges {
  readonly bitmap: ImageBitmap;
  readonly usedWidth: number;
  readonly usedHeight: number;
}

function placed(tile: OpenSeadragon.Tile, bitmap: ImageBitmap, source: SlideTileSource): Placed {
  const { sourceBounds } = tile;
  return {
    ...source.edgesOf(tile),
    bitmap,
    usedWidth: Math.min(sourceBounds.width, bitmap.width),
    usedHeight: Math.min(sourceBounds.height, bitmap.height),
  };
}

function drawUpright(context: CanvasRenderingContext2D, tiles: readonly Placed[], transform: ViewTransform): void {
  for (const { bitmap, usedWidth, usedHeight, left, top, right, bottom } of tiles) {
    const from = toCss(transform, left, top);
    const to = toCss(transform, right, bottom);
    const [fromX, fromY] = [Math.round(from.x), Math.round(from.y)];
    const [toX, toY] = [Math.round(to.x), Math.round(to.y)];
    context.drawImage(bitmap, 0, 0, usedWidth, usedHeight, fromX, fromY, toX - fromX, toY - fromY);
  }
}

function drawTurned(
  context: CanvasRenderingContext2D,
  tiles: readonly Placed[],
  transform: ViewTransform,
  slideSize: { readonly x: number; readonly y: number },
): void {
  const { a, b, c, d, e, f } = transform;
  context.setTransform(a, b, c, d, e, f);
  // First the last column and row of each, as bands that reach two device pixels to either side of the border.
  const reach = 2 / Math.hypot(a, b);
  context.save();
  context.beginPath();
  context.rect(0, 0, slideSize.x, slideSize.y);
  context.clip();
  for (const { bitmap, usedWidth, usedHeight, left, top, right, bottom } of tiles) {
    context.drawImage(bitmap, usedWidth - 1, 0, 1, usedHeight, right - reach, top, 2 * reach, bottom - top + reach);
    context.drawImage(bitmap, 0, usedHeight - 1, usedWidth, 1, left, bottom - reach, right - left + reach, 2 * reach);
  }
  context.restore();
  for (const { bitmap, usedWidth, usedHeight, left, top, right, bottom } of tiles) {
    context.drawImage(bitmap, 0, 0, usedWidth, usedHeight, left, top, right - left, bottom - top);
  }
}

function scaled({ a, b, c, d, e, f }: ViewTransform, factor: number): ViewTransform {
  return { a: a * factor, b: b * factor, c: c * factor, d: d * factor, e: e * factor, f: f * factor };
}
