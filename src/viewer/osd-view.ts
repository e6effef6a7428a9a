import OpenSeadragon from 'openseadragon';
import { level0Point } from '#core/geometry/frames.ts';
import { visibleBox, type ViewFrame } from './view-frame.ts';

/** Room left around the slide when all of it is shown. */
const FIT_MARGIN = 1.04;

/**
 * Translates between OpenSeadragon's viewport units (1 = the slide's width) and level-0 pixels; the only place that does.
 * `slideWidth` in level-0 px.
 */
export function frameOfViewport(viewport: OpenSeadragon.Viewport, slideWidth: number, current: boolean): ViewFrame {
  const size = viewport.getContainerSize();
  const center = viewport.getCenter(current);
  return {
    center: level0Point(center.x * slideWidth, center.y * slideWidth),
    level0PxPerCssPx: slideWidth / (size.x * viewport.getZoom(current)),
    rotationDeg: normalised(viewport.getRotation(current)),
    widthCssPx: size.x,
    heightCssPx: size.y,
  };
}

/** Moves the viewport to a frame; eased along a straight flight unless `immediately`. Its size is ignored. */
export function moveViewport(
  viewport: OpenSeadragon.Viewport,
  slideWidth: number,
  frame: Pick<ViewFrame, 'center' | 'level0PxPerCssPx'>,
  immediately: boolean,
): void {
  const size = viewport.getContainerSize();
  const width = (size.x * frame.level0PxPerCssPx) / slideWidth;
  const height = (size.y * frame.level0PxPerCssPx) / slideWidth;
  const upright = new OpenSeadragon.Rect(
    frame.center.x / slideWidth - width / 2,
    frame.center.y / slideWidth - height / 2,
    width,
    height,
  );
  viewport.fitBounds(upright.rotate(-viewport.getRotation()), immediately);
}

/** The frame in which a whole slide shows, with a little room, at a rotation. */
export function fittingFrame(
  slide: { readonly width: number; readonly height: number },
  size: { readonly widthCssPx: number; readonly heightCssPx: number },
  rotationDeg: number,
): ViewFrame {
  // The box that a slide-sized view would see at this rotation is as large as the rotated slide.
  const unit = { center: level0Point(0, 0), level0PxPerCssPx: 1, rotationDeg };
  const box = visibleBox({ ...unit, widthCssPx: slide.width, heightCssPx: slide.height });
  const scale = Math.max((box.right - box.left) / size.widthCssPx, (box.bottom - box.top) / size.heightCssPx);
  return {
    center: level0Point(slide.width / 2, slide.height / 2),
    level0PxPerCssPx: scale * FIT_MARGIN,
    rotationDeg,
    widthCssPx: size.widthCssPx,
    heightCssPx: size.heightCssPx,
  };
}

/** Whether two frames show the same to a hundredth of a CSS pixel. */
export function sameFrame(a: ViewFrame, b: ViewFrame): boolean {
  const tolerance = 0.01 * Math.min(a.level0PxPerCssPx, b.level0PxPerCssPx);
  return (
    a.widthCssPx === b.widthCssPx &&
    a.heightCssPx === b.heightCssPx &&
    Math.abs(a.center.x - b.center.x) <= tolerance &&
    Math.abs(a.center.y - b.center.y) <= tolerance &&
    Math.abs(a.level0PxPerCssPx / b.level0PxPerCssPx - 1) < 1e-6 &&
    Math.abs(a.rotationDeg - b.rotationDeg) < 1e-6
  );
}

function normalised(degrees: number): number {
  return ((degrees % 360) + 360) % 360;
}
