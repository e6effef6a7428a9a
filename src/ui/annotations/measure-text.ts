import type { Spacing } from '#core/geometry/frames.ts';
import { areaPx2, areaUm2, isArea, lengthPx, lengthUm, type Shape } from '#core/geometry/shapes.ts';
import { count, extent, micrometres, squareMicrometres } from '#ui/messages/numbers.ts';

/** A shape's measure in a few characters: a line's length, an area's area (a rectangle's sides before it); nothing for a point. In px where nobody knows the spacing. */
export function measureText(shape: Shape, spacing: Spacing | null): string {
  if (shape.kind === 'point') return '';
  if (!isArea(shape)) return spacing ? micrometres(lengthUm(shape, spacing)) : `${count(lengthPx(shape))} px`;
  const area = spacing ? squareMicrometres(areaUm2(shape, spacing)) : `${count(areaPx2(shape))} px²`;
  if (shape.kind !== 'rectangle') return area;
  const { width, height } = shape.rect;
  const sides = spacing
    ? extent(width * spacing.xUmPerPx, height * spacing.yUmPerPx)
    : `${count(width)} × ${count(height)} px`;
  return `${sides}, ${area}`;
}
