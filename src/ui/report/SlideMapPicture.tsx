import { useEffect, useRef } from 'react';
import type { SlidePicture } from '#commands/overview.ts';
import { mapPainter } from '#state/map-raster.ts';
import type { OverlayState } from '#state/overlay-store.ts';
import type { MapView } from '#state/result-view.ts';
import { heatmapPainter } from '#viewer/heatmap-painters.ts';
import { marksPainter } from '#viewer/mark-painters.ts';
import type { PatchMark } from '#viewer/slide-viewer.ts';
import { drawRgb } from '../rail/draw-picture.ts';

/** Pixels of the picture for what is one CSS px on screen: it is printed that much smaller. */
const PX_PER_MARK_PX = 3.5;

const NO_MARKS: readonly PatchMark[] = [];

/** Around a slide with a mark at its upper or left edge, so that its number is not cut. Pixels of the picture. */
const AROUND_MARKS_PX = 36;

/** The whole slide with one map over it, as it is coloured in the window; patches may be marked. */
export function SlideMapPicture(props: {
  readonly slide: { readonly width: number; readonly height: number };
  readonly picture: SlidePicture;
  readonly map: MapView | null;
  readonly overlay: OverlayState;
  readonly marks?: readonly PatchMark[];
  readonly label: string;
  readonly className: string;
}) {
  const { slide, picture, map, overlay, marks = NO_MARKS } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const isAtEdge = marks.some(
      ({ rect }) => (Math.min(rect.x, rect.y) * picture.width) / slide.width < AROUND_MARKS_PX,
    );
    const around = isAtEdge ? AROUND_MARKS_PX : 0;
    const slidePicture = document.createElement('canvas');
    drawRgb(slidePicture, picture);
    element.width = picture.width + 2 * around;
    element.height = picture.height + 2 * around;
    context.drawImage(slidePicture, around, around);
    const level0PxPerCssPx = (slide.width * PX_PER_MARK_PX) / picture.width;
    const frame = {
      center: { x: slide.width / 2, y: slide.height / 2 },
      level0PxPerCssPx,
      rotationDeg: 0,
      widthCssPx: element.width / PX_PER_MARK_PX,
      heightCssPx: element.height / PX_PER_MARK_PX,
    };
    const painters = [
      ...(map ? [heatmapPainter(mapPainter()(map, overlay), overlay.opacity)] : []),
      ...(marks.length > 0 ? [marksPainter(marks, null)] : []),
    ];
    for (const paint of painters) {
      context.save();
      context.setTransform(picture.width / slide.width, 0, 0, picture.height / slide.height, around, around);
      paint(context, frame);
      context.restore();
    }
  }, [slide, picture, map, overlay, marks]);
  return <canvas ref={canvas} className={props.className} role="img" aria-label={props.label} />;
}
