import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeSamplingResult } from '#test-support/fake-sampling.ts';
import { fakeSurvivalResult } from '#test-support/fake-services.ts';
import { sampleResult } from '#test-support/run-result.ts';
import { qupathGeoJson } from './qupath-geojson.ts';
import { float32Digits, parseResultFile, serializeResult } from './result-file.ts';
import { resultJsonSchema } from './result-schema.ts';
import { wsinferCsv } from './wsinfer-csv.ts';

describe('the result file', () => {
  it('reads back what it wrote, float32 for float32', () => {
    const result = sampleResult();
    expect(parseResultFile(serializeResult(result), 'x.json')).toEqual(result);
  });

  it('keeps every float32 exactly', () => {
    fc.assert(
      fc.property(
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        (value) => Math.fround(float32Digits(value)) === value,
      ),
    );
  });

  it('has the documented names', () => {
    const file = JSON.parse(serializeResult(sampleResult())) as Record<string, unknown>;
    expect(Object.keys(file)).toEqual(['format', 'version', 'id', 'patches', 'maps', 'answer', 'run', 'timings']);
    expect(file).toMatchObject({
      format: 'fovea-result',
      version: 1,
      patches: { 1: { x: 254, y: 0, width: 254, height: 254 } },
      maps: { 'task-relevance': { values: [0, 0.1, 0.9876543] } },
      run: { slide: { spacingXUmPerPx: 0.499, spacingStatedBy: 'metadata' } },
    });
  });

  it('refuses damaged files with readable problems', () => {
    const text = serializeResult(sampleResult());
    const spoilt = (from: string, to: string) => () => parseResultFile(text.replace(from, to), 'x.json');
    const problems = (list: unknown[]) =>
      expect.objectContaining({
        code: 'result/invalid',
        context: { name: 'x.json', problems: list, more: 0 },
      }) as unknown;
    expect(spoilt('[0,0.1,', '[0,')).toThrow(
      problems([{ code: 'map-values', at: 'maps.task-relevance.values', values: 2, patches: 3 }]),
    );
    expect(spoilt('"logits":[-1.5,', '"logits":[')).toThrow(
      problems([{ code: 'class-lists', at: 'answer', classes: 2, logits: 1, scores: 2 }]),
    );
    expect(spoilt('"version":1', '"version":2')).toThrow(
      problems([{ code: 'field-choice', at: 'version', allowed: ['1'] }]),
    );
    expect(spoilt('"width":254', '"width":"254"')).toThrow(
      problems([{ code: 'field-type', at: 'patches.0.width', expected: 'number' }]),
    );
    expect(spoilt('0.9876543', '1e39')).toThrow(
      problems([expect.objectContaining({ code: 'field-too-big', at: 'maps.task-relevance.values.2', of: 'number' })]),
    );
    expect(spoilt('0.9876543', '3.4028235e38')).not.toThrow();
    expect(spoilt('"x":254', '"x":3000000000')).toThrow(
      problems([{ code: 'field-too-big', at: 'patches.1.x', most: 2 ** 31 - 1, of: 'number' }]),
    );
    expect(() => parseResultFile('{', 'x.json')).toThrow(problems([{ code: 'not-json', position: 1 }]));
    expect(() => parseResultFile('[]', 'x.json')).toThrow(
      problems([{ code: 'field-type', at: '', expected: 'object' }]),
    );
  });

  it('is described by docs/result.schema.json (npx tsx scripts/write-result-schema.ts)', () => {
    const stored = fileURLToPath(new URL('../../../docs/result.schema.json', import.meta.url));
    expect(JSON.parse(readFileSync(stored, 'utf8'))).toEqual(resultJsonSchema());
  });
});

describe('WSInfer CSV', () => {
  it('is one line per patch, level-0 px and the maps', () => {
    expect(wsinferCsv(sampleResult()).split('\n')).toEqual([
      'minx,miny,width,height,task_relevance,bottom_up_attention,top_down_attention',
      '0,0,254,254,0,0.33333334,0.5',
      '254,0,254,254,0.1,1e-9,0.125',
      '508,254,254,254,0.9876543,0.25,3.4e-38',
      '',
    ]);
  });

  it('holds numbers only, whatever the slide and the classes are called', () => {
    const [, ...lines] = wsinferCsv(sampleResult()).trim().split('\n');
    for (const field of lines.join(',').split(',')) expect(field).toMatch(/^-?\d+(?:\.\d+)?(?:e-?\d+)?$/);
  });
});

describe('patches without a value', () => {
  const result = fakeSurvivalResult();
  const [coarse, ...others] = result.maps;
  const values = Float32Array.from(coarse?.values ?? []);
  values[1] = NaN;
  const holes = { ...result, maps: [{ ...coarse!, values }, ...others] };

  it('have null in a result file, which reads back', () => {
    const text = serializeResult(holes);
    expect(
      (JSON.parse(text) as { maps: Record<string, { values: unknown[] }> }).maps[coarse!.id]?.values[1],
    ).toBeNull();
    expect(parseResultFile(text, 'x.json')).toEqual(holes);
  });

  it('have an empty field in a CSV, and no measurement in a GeoJSON', () => {
    const lines = wsinferCsv(holes).trim().split('\n');
    expect(lines[1 + 16]).toMatch(/^\d+,\d+,64,64,,0\.\d/);
    const { features } = JSON.parse(qupathGeoJson(holes)) as { features: { properties: { measurements: object } }[] };
    expect(Object.keys(features[16]!.properties.measurements)).toEqual(others.map(({ id }) => id));
    expect(Object.keys(features[0]!.properties.measurements)).toHaveLength(3);
  });
});

describe('QuPath GeoJSON', () => {
  it('is a collection of locked tiles with measurements', () => {
    const collection = JSON.parse(qupathGeoJson(sampleResult())) as { type: string; features: unknown[] };
    expect(collection.type).toBe('FeatureCollection');
    expect(collection.features).toHaveLength(3);
    expect(collection.features[2]).toEqual({
      type: 'Feature',
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [508, 254],
            [762, 254],
            [762, 508],
            [508, 508],
            [508, 254],
          ],
        ],
      },
      properties: {
        objectType: 'tile',
        isLocked: true,
        measurements: {
          'task-relevance': 0.9876543,
          'bottom-up-attention': 0.25,
          'top-down-attention': 3.4e-38,
        },
      },
    });
  });
});

describe('a result on two grids', () => {
  const result = fakeSurvivalResult();

  it('reads back with its survival, and maps on the same patches share them again', () => {
    const back = parseResultFile(serializeResult(result), 'x.json');
    expect(back).toEqual(result);
    expect(back.maps[2]?.patches).toBe(back.maps[1]?.patches);
    const moved = { ...result.maps[2]!, patches: result.maps[2]!.patches!.map((rect) => ({ ...rect, y: rect.y + 1 })) };
    const apart = parseResultFile(serializeResult({ ...result, maps: [...result.maps.slice(0, 2), moved] }), 'x.json');
    expect(apart.maps[2]?.patches?.[0]).toEqual({ x: 0, y: 1, width: 64, height: 64 });
  });

  it('is one CSV row per finer patch, with the values of the patch that it lies in', () => {
    const lines = wsinferCsv(result).trim().split('\n');
    expect(lines[0]).toBe('minx,miny,width,height,global_attention,cross_attention,attention_product');
    expect(lines).toHaveLength(1 + 64);
    expect(lines[1 + 16 + 5]).toMatch(/^320,64,64,64,0\.2,0\.05147\d*,0\.01029\d*$/);
    const columns = lines.slice(1).map((line) => line.split(',').map(Number));
    expect(columns.reduce((sum, values) => sum + values[5]!, 0)).toBeCloseTo(4, 5);
    expect(columns.reduce((sum, values) => sum + values[6]!, 0)).toBeCloseTo(1, 5);
  });

  it('has no value where a finer patch lies in no coarse one', () => {
    const own = { ...result, patches: result.patches.slice(1), maps: [{ ...result.maps[0]!, values: result.maps[0]!.values.slice(1) }, ...result.maps.slice(1)] }; // prettier-ignore
    expect(wsinferCsv(own).split('\n')[1]).toMatch(/^0,0,64,64,,0\.00/);
    const { features } = JSON.parse(qupathGeoJson(own)) as { features: { properties: { measurements: object } }[] };
    expect(Object.keys(features[0]!.properties.measurements)).toEqual(['cross-attention', 'attention-product']);
    expect(Object.keys(features[16]!.properties.measurements)).toHaveLength(3);
  });

  it('without maps still lists its patches', () => {
    expect(wsinferCsv({ patches: result.patches, maps: [] }).trim().split('\n')).toHaveLength(5);
  });

  it('is refused where hazards and survival do not fit the bins', () => {
    const text = serializeResult(result).replace('"hazards":[0.1,', '"hazards":[');
    expect(() => parseResultFile(text, 'x.json')).toThrow(
      expect.objectContaining({ context: { name: 'x.json', problems: [{ code: 'survival-lists', at: 'answer', bins: 4, hazards: 3, survivals: 4 }], more: 0 } }), // prettier-ignore
    );
  });
});

describe('a result of attention sampling', () => {
  const result = fakeSamplingResult();

  it('reads back with what it drew', () => {
    expect(parseResultFile(serializeResult(result), 'x.json')).toEqual(result);
  });

  it('is one CSV row per place of its map, not per field', () => {
    const lines = wsinferCsv(result).trim().split('\n');
    expect(lines[0]).toBe('minx,miny,width,height,sampling_probability');
    expect(lines).toHaveLength(1 + result.maps[0]!.patches!.length);
  });
});
