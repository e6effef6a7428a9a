import { describe, expect, it } from 'vitest';
import { level0Point, type Level0Point } from './frames.ts';
import { anchorOf, isSamePlace, linkedPoint, linkedView, type LinkedSlide, type ViewPlace } from './linked-view.ts';

/** Where a level-0 point is on the screen, CSS px from the middle of the view. */
function onScreen({ center, level0PxPerCssPx, rotationDeg }: ViewPlace, point: Level0Point): { x: number; y: number } {
  const angle = (rotationDeg * Math.PI) / 180;
  const dx = (point.x - center.x) / level0PxPerCssPx;
  const dy = (point.y - center.y) / level0PxPerCssPx;
  return { x: Math.cos(angle) * dx - Math.sin(angle) * dy, y: Math.sin(angle) * dx + Math.cos(angle) * dy };
}

function slide(x: number, y: number, rotationDeg: number, unitsPerPx: number): LinkedSlide {
  return { anchor: { point: level0Point(x, y), rotationDeg }, unitsPerPx };
}

const A = slide(30_000, 12_000, 0, 0.25);
const B = slide(4_000.5, 9_100.25, 37.5, 0.5);
const C = slide(71_234, 55_555, 270, 0.2278);

/** A walk that never repeats and needs no generator: multiples of the golden ratio, 0..1. */
function walk() {
  let step = 0;
  return () => (++step * 0.618_033_988_749_895) % 1;
}

describe('linked views', () => {
  it('show corresponding points at the same place of the screen', () => {
    const view: ViewPlace = { center: level0Point(31_003, 11_250), level0PxPerCssPx: 3.3, rotationDeg: 123 };
    const other = linkedView(A, B, view);
    expect(other.level0PxPerCssPx).toBeCloseTo(1.65, 12);
    expect(other.rotationDeg).toBeCloseTo(160.5, 12);
    for (const point of [level0Point(30_000, 12_000), level0Point(0, 0), level0Point(31_500, 10_000)]) {
      const here = onScreen(view, point);
      const there = onScreen(other, linkedPoint(A, B, point));
      expect(there.x).toBeCloseTo(here.x, 8);
      expect(there.y).toBeCloseTo(here.y, 8);
    }
  });

  it('are of the same scale in µm, and in px where that is the unit', () => {
    const view: ViewPlace = { center: A.anchor.point, level0PxPerCssPx: 4, rotationDeg: 0 };
    expect(linkedView(A, B, view)).toEqual({ center: B.anchor.point, level0PxPerCssPx: 2, rotationDeg: 37.5 });
    const px = [A, B].map((one): LinkedSlide => ({ ...one, unitsPerPx: 1 }));
    expect(linkedView(px[0] ?? A, px[1] ?? B, view).level0PxPerCssPx).toBe(4);
  });

  it('keep what two views show when their places are taken as anchors', () => {
    const a: ViewPlace = { center: level0Point(100, 200), level0PxPerCssPx: 2, rotationDeg: 30 };
    const b: ViewPlace = { center: level0Point(900, 50), level0PxPerCssPx: 1, rotationDeg: 345 };
    const from: LinkedSlide = { anchor: anchorOf(a), unitsPerPx: 0.25 };
    const to: LinkedSlide = { anchor: anchorOf(b), unitsPerPx: 0.5 };
    expect(isSamePlace(linkedView(from, to, a), b)).toBe(true);
  });

  it('do not drift over 1,000 moves, whoever leads', () => {
    const next = walk();
    const slides = [A, B, C];
    let views: ViewPlace[] = [{ center: A.anchor.point, level0PxPerCssPx: 8, rotationDeg: 0 }];
    const first = views[0];
    if (!first) throw new Error('no view');
    views = slides.map((to) => linkedView(A, to, first));
    for (let move = 0; move < 1_000; move++) {
      const leader = Math.floor(next() * slides.length);
      const [from, view] = [slides[leader], views[leader]];
      if (!from || !view) throw new Error('no leader');
      const reach = 400 * view.level0PxPerCssPx;
      const moved: ViewPlace = {
        center: level0Point(view.center.x + (next() - 0.5) * reach, view.center.y + (next() - 0.5) * reach),
        level0PxPerCssPx: Math.min(64, Math.max(0.1, view.level0PxPerCssPx * 2 ** (next() * 2 - 1))),
        rotationDeg: (view.rotationDeg + next() * 90) % 360,
      };
      views = slides.map((to, i) => (i === leader ? moved : linkedView(from, to, moved)));
    }
    // A landmark known in all three slides from the start is still at one place of the screen.
    const landmark = level0Point(29_000, 12_500);
    const places = slides.map((to, i) => onScreen(views[i] ?? first, linkedPoint(A, to, landmark)));
    for (const place of places) {
      expect(Math.abs(place.x - (places[0]?.x ?? NaN))).toBeLessThan(1e-6);
      expect(Math.abs(place.y - (places[0]?.y ?? NaN))).toBeLessThan(1e-6);
    }
  });

  it('are told apart by a hundredth of a pixel or of a degree', () => {
    const view: ViewPlace = { center: level0Point(1e5, 1e5), level0PxPerCssPx: 0.5, rotationDeg: 0 };
    expect(isSamePlace(view, { ...view, rotationDeg: 360 })).toBe(true);
    expect(isSamePlace(view, { ...view, rotationDeg: 359.99 })).toBe(false);
    expect(isSamePlace(view, { ...view, center: level0Point(1e5 + 0.005, 1e5) })).toBe(false);
    expect(isSamePlace(view, { ...view, level0PxPerCssPx: 0.5001 })).toBe(false);
  });
});
