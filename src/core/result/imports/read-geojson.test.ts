import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANNOTATION_COLOURS, annotationSchema, type Annotation } from '#core/annotations/annotation.ts';
import { isFoveaError } from '#core/errors/fovea-error.ts';
import { fakeSamplingResult } from '#test-support/fake-sampling.ts';
import { fakeSurvivalResult } from '#test-support/fake-services.ts';
import { sampleResult } from '#test-support/run-result.ts';
import { annotationsGeoJson } from '../annotations-geojson.ts';
import { patchTable } from '../patch-table.ts';
import { qupathGeoJson } from '../qupath-geojson.ts';
import { looksLikeGeoJson, readGeoJson } from './read-geojson.ts';

const NOW = '2026-01-02T03:04:05.000Z';

function read(content: unknown) {
  let next = 0;
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return readGeoJson(text, 'a.geojson', { newId: () => `new ${next++}`, now: NOW });
}

const problems = (...list: unknown[]) =>
  expect.objectContaining({
    code: 'result/invalid',
    context: { name: 'a.geojson', problems: list, more: 0 },
  }) as unknown;

const feature = (geometry: unknown, properties: object = {}, more: object = {}) => ({ type: 'Feature', geometry, properties, ...more }); // prettier-ignore
const collection = (...features: unknown[]) => ({ type: 'FeatureCollection', features });
const square = (x: number, y: number, side: number) => [[x + side, y], [x + side, y + side], [x, y + side], [x, y], [x + side, y]]; // prettier-ignore
const polygon = (...rings: unknown[]) => ({ type: 'Polygon', coordinates: rings });

describe('tiles of a GeoJSON', () => {
  it.each([sampleResult(), fakeSurvivalResult(), fakeSamplingResult()])(
    'are what Fovea wrote, float32 for float32 (%#)',
    (result) => {
      const text = qupathGeoJson(result);
      const { maps, annotations } = read(text);
      const table = patchTable(result);
      expect(looksLikeGeoJson(text.slice(0, 1000))).toBe(true);
      expect(annotations).toEqual([]);
      expect(maps?.patches).toEqual(table.patches);
      expect(maps?.maps).toEqual(
        table.columns.map(({ id, value }) => ({
          name: id,
          values: Float32Array.from(table.patches, (_, row) => value(row) ?? NaN),
        })),
      );
    },
  );

  it('are what WSInfer and QuPath write: an object, or the older list of measurements', () => {
    // Tiles as WSInfer writes them: ring from the top right, measurements as an object; then QuPath 0.2's list.
    const wsinfer = { isLocked: 'true', measurements: { prob_Other: 0.9, prob_Tumor: 0.1 }, objectType: 'tile' };
    const older = { isLocked: false, measurements: [{ name: 'prob_Tumor', value: 0.75 }, { name: 'Area', value: 'NaN' }] }; // prettier-ignore
    const { maps } = read([
      feature(polygon(square(0, 350, 350)), wsinfer, { id: 'f2b1c7de-0000-4000-8000-000000000001' }),
      feature(polygon(square(350, 350.4, 350)), older, { id: 'PathTileObject' }),
    ]);
    expect(maps).toMatchObject({
      format: 'qupath-geojson',
      patches: [
        { x: 0, y: 350, width: 350, height: 350 },
        { x: 350, y: 350, width: 350, height: 350 },
      ],
      maps: [
        { name: 'prob_Other', values: Float32Array.of(0.9, NaN) },
        { name: 'prob_Tumor', values: Float32Array.of(0.1, 0.75) },
      ],
    });
  });

  it('leave cells and other detections that are no rectangles out, and count them', () => {
    const tile = feature(polygon(square(0, 0, 10)), { objectType: 'tile', measurements: { p: 1 } });
    const cell = feature(polygon([[0, 0], [5, 1], [4, 6], [0, 0]]), { objectType: 'cell', measurements: { p: 1 } }); // prettier-ignore
    const { maps, notes } = read(collection(tile, cell, cell));
    expect(maps?.patches).toHaveLength(1);
    expect(notes).toEqual([{ kind: 'objects-left-out', count: 2, why: 'not-a-rectangle' }]);
    expect(() => read(collection(cell))).toThrow(problems({ code: 'geojson-nothing', others: 1 }));
  });

  it('keep whatever names the measurements have', () => {
    const text = '{"type":"Feature","geometry":null,"properties":{}}'.replace('null', JSON.stringify(polygon(square(0, 0, 9)))).replace('"properties":{}', '"properties":{"objectType":"tile","measurements":{"__proto__":1,"<b>":2}}'); // prettier-ignore
    expect(read(text).maps?.maps.map(({ name }) => name)).toEqual(['__proto__', '<b>']);
  });
});

describe('annotations of a GeoJSON', () => {
  const coordinate = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0);
  const point = fc.record({ x: coordinate, y: coordinate });
  const length = fc.integer({ min: 1, max: 100_000 });
  const whole = fc.integer({ min: -100_000, max: 100_000 });
  const shape = fc.oneof(
    fc.record({ kind: fc.constant('point' as const), at: point }),
    fc.record({ kind: fc.constant('line' as const), from: point, to: point }),
    fc.record({ kind: fc.constant('rectangle' as const), rect: fc.record({ x: whole, y: whole, width: length, height: length }) }), // prettier-ignore
    fc.record({ kind: fc.constant('polygon' as const), points: fc.uniqueArray(point, { minLength: 5, maxLength: 30, selector: ({ x }) => x }) }), // prettier-ignore
  );
  const annotation: fc.Arbitrary<Annotation> = fc.record({
    id: fc.uuid(),
    shape,
    label: fc.string({ maxLength: 300 }).map((label) => label.trim()),
    colour: fc.constantFrom(...ANNOTATION_COLOURS, '#000000', '#ffffff'),
    createdAt: fc.constant(NOW),
  });

  it('are what Fovea wrote', () => {
    fc.assert(
      fc.property(fc.uniqueArray(annotation, { minLength: 1, maxLength: 8, selector: ({ id }) => id }), (list) => {
        const { annotations, maps } = read(annotationsGeoJson(list));
        expect(maps).toBeNull();
        expect(annotations).toEqual(list);
      }),
    );
  });

  it('are written as QuPath reads them', () => {
    const id = '3f0c2f0a-0000-4000-8000-000000000001';
    const one: Annotation = { id, shape: { kind: 'rectangle', rect: { x: 1, y: 2, width: 3, height: 4 } }, label: 'nest', colour: '#e69f00', createdAt: NOW }; // prettier-ignore
    const point: Annotation = { ...one, id: 'not a uuid', label: '', shape: { kind: 'point', at: { x: 5.5, y: 6 } } };
    expect(JSON.parse(annotationsGeoJson([one, point]))).toEqual(
      collection(
        feature(
          polygon([[1, 2], [4, 2], [4, 6], [1, 6], [1, 2]]), // prettier-ignore
          {
            objectType: 'annotation',
            name: 'nest',
            color: [230, 159, 0],
            isLocked: true,
            metadata: { createdAt: NOW },
          },
          { id },
        ),
        feature(
          { type: 'Point', coordinates: [5.5, 6] },
          { objectType: 'annotation', color: [230, 159, 0], isLocked: true, metadata: { createdAt: NOW } },
        ),
      ),
    );
  });

  it('of QuPath: class for want of a name, older colours, several parts, several points', () => {
    const tumour = { objectType: 'annotation', classification: { name: 'Tumor', colorRGB: -3670016 } };
    const { annotations } = read(
      collection(
        feature({ type: 'MultiPolygon', coordinates: [[square(0, 0, 10)], [[[0, 0], [9, 1], [3, 8], [0, 0]]]] }, tumour), // prettier-ignore
        feature({ type: 'MultiPoint', coordinates: [[1, 2], [3, 4]] }, { name: 'mitoses', color: [0, 255, 16] }), // prettier-ignore
        feature({ type: 'LineString', coordinates: [[1, 2], [3, 4]] }), // prettier-ignore
        feature(polygon(square(0, 0, 5)), { objectType: 'root' }),
      ),
    );
    expect(annotations.map(({ label, colour, shape: { kind } }) => [label, colour, kind])).toEqual([
      ['Tumor (1/2)', '#c80000', 'rectangle'],
      ['Tumor (2/2)', '#c80000', 'polygon'],
      ['mitoses (1/2)', '#00ff10', 'point'],
      ['mitoses (2/2)', '#00ff10', 'point'],
      ['', ANNOTATION_COLOURS[0], 'line'],
    ]);
    for (const one of annotations) expect(annotationSchema.parse(one)).toEqual(one);
    expect(new Set(annotations.map(({ id }) => id)).size).toBe(5);
  });

  it('with holes and lines of several pieces are left out whole, and counted', () => {
    const ring = feature(polygon(square(0, 0, 10), square(2, 2, 3)), { name: 'ring' });
    const line = feature({ type: 'LineString', coordinates: [[0, 0], [1, 1], [2, 0]] }); // prettier-ignore
    const { annotations, notes } = read(collection(ring, line, feature({ type: 'Point', coordinates: [1, 1] })));
    expect(annotations).toHaveLength(1);
    expect(notes).toEqual([
      { kind: 'objects-left-out', count: 1, why: 'holes' },
      { kind: 'objects-left-out', count: 1, why: 'polyline' },
    ]);
  });

  it('have names of bounded length and ids of their own', () => {
    const long = feature({ type: 'Point', coordinates: [1, 1] }, { name: 'n'.repeat(400) }, { id: 'x' });
    const { annotations } = read(collection(long, long));
    expect(annotations.map(({ label }) => label.length)).toEqual([300, 300]);
    expect(annotations.map(({ id }) => id)).toEqual(['x', 'new 0']);
  });
});

describe('a GeoJSON that is not as it should be', () => {
  it('is refused with the objects that are wrong', () => {
    const tile = (measurements: unknown) => feature(polygon(square(0, 0, 10)), { objectType: 'tile', measurements });
    expect(() =>
      read(
        collection(
          7,
          feature({ type: 'Point', coordinates: ['1', 2] }),
          feature({ type: 'Circle' }),
          feature(polygon([[0, 0], [1, 1], [0, 0]])), // prettier-ignore
          tile({ p: 'high' }),
          tile([{ name: 'p', value: 1 }, { name: 'p', value: 2 }]), // prettier-ignore
          feature(polygon(square(0, 0, 0.2)), { objectType: 'tile', measurements: { p: 1 } }),
        ),
      ),
    ).toThrow(
      problems(
        { code: 'geojson-no-feature', object: 1 },
        { code: 'geojson-geometry', object: 2, why: 'coordinates' },
        { code: 'geojson-geometry', object: 3, why: 'type' },
        { code: 'geojson-geometry', object: 4, why: 'polygon' },
        { code: 'geojson-measurement', object: 5, name: 'p' },
        { code: 'geojson-measurement-twice', object: 6, name: 'p' },
        { code: 'geojson-small-tile', object: 7 },
      ),
    );
    expect(() => read('{"a":1,}')).toThrow(problems({ code: 'not-json', position: 7 }));
    expect(() => read('{"a":1}')).toThrow(problems({ code: 'geojson-no-features' }));
    expect(() => read('[]')).toThrow(problems({ code: 'geojson-nothing', others: 0 }));
    expect(() =>
      read(collection(...Array<unknown>(10_001).fill(feature({ type: 'Point', coordinates: [1, 1] })))),
    ).toThrow(problems({ code: 'too-many-annotations', most: 10_000 }));
    const points = Array<number[]>(200_000).fill([1, 1]);
    expect(() => read(collection(feature({ type: 'MultiPoint', coordinates: points })))).toThrow(
      problems({ code: 'too-many-annotations', most: 10_000 }),
    );
    const most = feature({ type: 'MultiPoint', coordinates: points.slice(0, 10_000) });
    expect(read(collection(most)).annotations).toHaveLength(10_000);
    expect(() => read(collection(most, feature({ type: 'Point', coordinates: [1, 1] })))).toThrow(
      problems({ code: 'too-many-annotations', most: 10_000 }),
    );
  });

  it('is refused where few measurements of many would have to be kept for very many patches', () => {
    const tile = (measurements: object) => feature(polygon(square(0, 0, 10)), { objectType: 'tile', measurements });
    const names = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`m${i}`, 1]));
    // 64 × 250,001 is just beyond 16 million, although next to none of them has a value.
    const plain = `${JSON.stringify(tile({}))},`.repeat(250_000);
    expect(() => read(`[${plain}${JSON.stringify(tile(names))}]`)).toThrow(
      problems({ code: 'too-many-values', most: 16_000_000 }),
    );
  });

  it('is told from other JSON by how it begins', () => {
    expect(looksLikeGeoJson('[\n  {\n "type": "Feature"')).toBe(true);
    expect(looksLikeGeoJson('{"format":"fovea-result","version":1,"id":"x"')).toBe(false);
  });

  it('is read or refused whatever is done to it, and never breaks', () => {
    const text = qupathGeoJson(sampleResult());
    fc.assert(
      fc.property(
        fc.nat(text.length),
        fc.nat(40),
        fc.constantFrom('', '{}', '[]', '1e999', 'null', '"x"', '],[', '},{'),
        (at, drop, put) => {
          // prettier-ignore
          try {
          const { maps } = read(text.slice(0, at) + put + text.slice(at + drop));
          for (const { values } of maps?.maps ?? []) expect(values).toHaveLength(maps?.patches.length ?? 0);
        } catch (reason) {
          if (!isFoveaError(reason)) throw reason;
        }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is read or refused whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue(), (geometry, properties) => {
        try {
          for (const one of read(collection({ type: 'Feature', geometry, properties })).annotations)
            annotationSchema.parse(one);
        } catch (reason) {
          if (!isFoveaError(reason)) throw reason;
        }
      }),
    );
  });
});
