import { useEffect, useRef, useState } from 'react';
import type { SlidePicture } from '#commands/overview.ts';
import { mapPainter } from '#state/map-raster.ts';
import type { OverlayState } from '#state/overlay-store.ts';
import type { MapView } from '#state/result-view.ts';
import { heatmapPainter } from '#viewer/heatmap-painters.ts';
import { redrawWhenRestored } from '#viewer/lasting-canvas.ts';
import { marksPainter } from '#viewer/mark-painters.ts';
import type { PatchMark } from '#viewer/slide-viewer.ts';
import { drawRgb } from '../rail/draw-picture.ts';

/** Of a mark's size in the viewer: on paper it is looked at from nearer. */
const MARK_SCALE = 0.8;

const NO_MARKS: readonly PatchMark[] = [];

/** Around a slide with a mark at its upper or left edge, so that its number is not cut: share of the longer side. */
const AROUND_MARKS = 0.04;

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
  const room = Math.ceil(Math.max(picture.width, picture.height) * AROUND_MARKS);
  const isAtEdge = marks.some(({ rect }) => (Math.min(rect.x, rect.y) * picture.width) / slide.width < room);
  const around = isAtEdge ? room : 0;
  const [shownWidthCssPx, setShownWidth] = useState(0);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      setShownWidth(element.clientWidth);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || shownWidthCssPx === 0) return;
    const draw = (): void => {
      const slidePicture = document.createElement('canvas');
      drawRgb(slidePicture, picture);
      context.clearRect(0, 0, element.width, element.height);
      context.drawImage(slidePicture, around, around);
      // Marks keep their size on the page, however small the picture is printed.
      const pxPerMarkPx = (element.width / shownWidthCssPx) * MARK_SCALE;
      const level0PxPerCssPx = (slide.width * pxPerMarkPx) / picture.width;
      const frame = {
        center: { x: slide.width / 2, y: slide.height / 2 },
        level0PxPerCssPx,
        rotationDeg: 0,
        widthCssPx: element.width / pxPerMarkPx,
        heightCssPx: element.height / pxPerMarkPx,
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
    };
    redrawWhenRestored(element, draw);
    draw();
  }, [slide, picture, map, overlay, marks, around, shownWidthCssPx]);
  return (
    <canvas
      ref={canvas}
      className={props.className}
      width={picture.width + 2 * around}
      height={picture.height + 2 * around}
      role="img"
      aria-label={props.label}
    />
  );
}
