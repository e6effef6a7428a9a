import type { Level0Rect, Spacing } from '#core/geometry/frames.ts';
import { areaPx2, areaUm2, isArea, lengthPx, lengthUm, type Shape } from '#core/geometry/shapes.ts';
import { text } from '#ui/messages/text.ts';
import { count, extent, micrometres, squareMicrometres } from '#ui/messages/numbers.ts';

/** A shape's measure in a few characters: a line's length, an area's area (a rectangle's sides before it); nothing for a point. In px where nobody knows the spacing. */
export function measureText(shape: Shape, spacing: Spacing | null): string {
  if (shape.kind === 'point') return '';
  if (!isArea(shape)) return spacing ? micrometres(lengthUm(shape, spacing)) : `${count(lengthPx(shape))} px`;
  const area = spacing ? squareMicrometres(areaUm2(shape, spacing)) : `${count(areaPx2(shape))} px²`;
  return shape.kind === 'rectangle' ? text.phrases.listed([sidesText(shape.rect, spacing), area]) : area;
}

/** Everything that is measured of a shape, for the catalogue's names. */
export function measuresOf(
  shape: Shape,
  spacing: Spacing | null,
): readonly { readonly name: 'length' | 'area' | 'outline' | 'sides'; readonly value: string }[] {
  if (shape.kind === 'point') return [];
  const length = spacing ? micrometres(lengthUm(shape, spacing)) : `${count(lengthPx(shape))} px`;
  if (!isArea(shape)) return [{ name: 'length', value: length }];
  const area = spacing ? squareMicrometres(areaUm2(shape, spacing)) : `${count(areaPx2(shape))} px²`;
  const around = [
    { name: 'area', value: area },
    { name: 'outline', value: length },
  ] as const;
  return shape.kind === 'rectangle' ? [{ name: 'sides', value: sidesText(shape.rect, spacing) }, ...around] : around;
}

function sidesText({ width, height }: Level0Rect, spacing: Spacing | null): string {
  return spacing
    ? extent(width * spacing.xUmPerPx, height * spacing.yUmPerPx)
    : `${count(width)} × ${count(height)} px`;
}
