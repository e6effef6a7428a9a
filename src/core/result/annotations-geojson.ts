import type { Annotation } from '#core/annotations/annotation.ts';
import type { Level0Point, Level0Rect } from '#core/geometry/frames.ts';
import type { Shape } from '#core/geometry/shapes.ts';
import { CREATED_AT } from './imports/geojson-annotations.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Annotations as QuPath imports them: a FeatureCollection in level-0 px, each a locked annotation with its label as name and its colour. Rings are
 * closed; a rectangle's runs clockwise on screen. The time of making goes where QuPath keeps text by name.
 */
export function annotationsGeoJson(annotations: readonly Annotation[]): string {
  const features = annotations.map(({ id, shape, label, colour, createdAt }) => ({
    type: 'Feature',
    // QuPath takes nothing else for an id.
    ...(UUID.test(id) ? { id } : {}),
    geometry: geometryOf(shape),
    properties: {
      objectType: 'annotation',
      ...(label === '' ? {} : { name: label }),
      color: [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)),
      isLocked: true,
      metadata: { [CREATED_AT]: createdAt },
    },
  }));
  return `${JSON.stringify({ type: 'FeatureCollection', features })}\n`;
}

/** The ring around a rectangle, level-0 px: closed, clockwise on screen. */
export function ringOfRect({ x, y, width, height }: Level0Rect): [number, number][] {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
    [x, y],
  ];
}

function geometryOf(shape: Shape): object {
  switch (shape.kind) {
    case 'point':
      return { type: 'Point', coordinates: position(shape.at) };
    case 'line':
      return { type: 'LineString', coordinates: [position(shape.from), position(shape.to)] };
    case 'rectangle':
      return { type: 'Polygon', coordinates: [ringOfRect(shape.rect)] };
    case 'polygon':
      return { type: 'Polygon', coordinates: [[...shape.points, ...shape.points.slice(0, 1)].map(position)] };
  }
}

function position({ x, y }: Level0Point): [number, number] {
  return [x, y];
}
