import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeSamplingResult } from '#test-support/fake-sampling.ts';
import { fakeSurvivalResult } from '#test-support/fake-services.ts';
import { sampleResult } from '#test-support/run-result.ts';
import { isFoveaError } from '#core/errors/fovea-error.ts';
import { patchTable } from '../patch-table.ts';
import { wsinferCsv } from '../wsinfer-csv.ts';
import { IMPORT_LIMITS, mapIdOfName, patchesOutside } from './imported-maps.ts';
import { readWsinferCsv } from './read-wsinfer-csv.ts';

const read = (text: string) => readWsinferCsv(text, 'a.csv');
const problems = (...list: unknown[]) =>
  expect.objectContaining({ code: 'result/invalid', context: { name: 'a.csv', problems: list, more: 0 } }) as unknown;

/** As WSInfer writes it: `model-outputs-csv/<slide>.csv`. */
const WSINFER = `minx,miny,width,height,prob_Other,prob_Tumor
0,350,350,350,0.98,0.02
350,350,350,350,1.5e-05,0.999985
`;

describe('reading WSInfer CSV', () => {
  it('gives what WSInfer wrote', () => {
    expect(read(WSINFER)).toEqual({
      format: 'wsinfer-csv',
      patches: [
        { x: 0, y: 350, width: 350, height: 350 },
        { x: 350, y: 350, width: 350, height: 350 },
      ],
      maps: [
        { name: 'prob_Other', values: Float32Array.of(0.98, 1.5e-5) },
        { name: 'prob_Tumor', values: Float32Array.of(0.02, 0.999985) },
      ],
      notes: [],
    });
  });

  it.each([sampleResult(), fakeSurvivalResult(), fakeSamplingResult()])(
    'gives back what Fovea wrote, float32 for float32 (%#)',
    (result) => {
      const back = read(wsinferCsv(result));
      const table = patchTable(result);
      expect(back.patches).toEqual(table.patches);
      expect(back.maps.map(({ name }) => mapIdOfName(name))).toEqual(table.columns.map(({ id }) => id));
      for (const [i, { values }] of back.maps.entries())
        expect(values).toEqual(Float32Array.from(table.patches, (_, row) => table.columns[i]?.value(row) ?? NaN));
    },
  );

  it('does not mind a byte order mark, CRLF, quotes, spaces, an index, another order and empty values', () => {
    const text = '\uFEFF,"height",width, minx ,miny,"prob_a, ""b"""\r\n0,10,10,0.0,5,\r\n\r\n1,10,10,10,5,"0.25"\r\n';
    const { patches, maps } = read(text);
    expect(patches).toEqual([{ x: 0, y: 5, width: 10, height: 10 }, { x: 10, y: 5, width: 10, height: 10 }]); // prettier-ignore
    expect(maps).toEqual([{ name: 'prob_a, "b"', values: Float32Array.of(NaN, 0.25) }]);
  });

  it('leaves columns of words out and says so', () => {
    const { maps, notes } = read('minx,miny,width,height,slide,p\n0,0,1,1,a,1\n1,0,1,1,b,2\n');
    expect(maps.map(({ name }) => name)).toEqual(['p']);
    expect(notes).toEqual([{ kind: 'columns-left-out', names: ['slide'] }]);
  });

  it('refuses bad rows with their line numbers', () => {
    const header = 'minx,miny,width,height,p\n0,0,1,1,0.5\n';
    expect(() => read(`${header}1,0,1,1,0x10\n1,0,1\n\nx,0,1,1,1\n1,0,0,1,1\n1,0,1,1,1e39`)).toThrow(
      problems(
        { code: 'csv-not-a-number', line: 3, column: 'p', value: '0x10' },
        { code: 'csv-field-count', line: 4, fields: 3, header: 5 },
        { code: 'csv-not-a-number', line: 6, column: 'minx', value: 'x' },
        { code: 'csv-bad-patch', line: 7, x: 1, y: 0, width: 0, height: 1 },
        { code: 'csv-value-too-large', line: 8, column: 'p', value: 1e39 },
      ),
    );
    expect(() => read(`${header}"1\n",0,1,1,0.5\n1,0,1,1,Infinity`)).toThrow(
      problems({ code: 'csv-not-a-number', line: 5, column: 'p', value: 'Infinity' }),
    );
  });

  it('refuses what is no such table', () => {
    expect(() => read('')).toThrow(problems({ code: 'empty' }));
    expect(() => read('minx,miny,width,height,p\n')).toThrow(problems({ code: 'no-patch' }));
    expect(() => read('minx,miny,width,height\n0,0,1,1\n')).toThrow(
      problems({ code: 'csv-no-numbers', columns: ['minx', 'miny', 'width', 'height'] }),
    );
    expect(() => read('x,y,width,height,p\n')).toThrow(
      problems({ code: 'csv-no-column', column: 'minx' }, { code: 'csv-no-column', column: 'miny' }),
    );
    expect(() => read('minx;miny;width;height;p')).toThrow(
      expect.objectContaining({ context: { name: 'a.csv', problems: expect.arrayContaining([{ code: 'csv-separator' }]) as unknown, more: 0 } }), // prettier-ignore
    );
  });

  it('keeps to its limits', () => {
    const header = (...names: string[]) => `minx,miny,width,height,${names.join(',')}\n`;
    expect(() => read(header('task_relevance', 'task-relevance'))).toThrow(
      problems({ code: 'name-twice', of: 'columns', name: 'task-relevance' }),
    );
    expect(() => read(header('n'.repeat(201)))).toThrow(
      problems(expect.objectContaining({ code: 'name-too-long', characters: 201, most: 200 })),
    );
    const many = Array.from({ length: IMPORT_LIMITS.maps + 1 }, (_, i) => `p${i}`);
    expect(() => read(header(...many))).toThrow(problems({ code: 'too-many-names', of: 'columns', most: 64 }));
    expect(() => read(header(',,'.repeat(500)))).toThrow(
      problems({ code: 'csv-too-many-fields', line: 1, most: 1000 }),
    );
    expect(() => read(header(`"a"${',,'.repeat(500)}`))).toThrow(
      problems({ code: 'csv-too-many-fields', line: 1, most: 1000 }),
    );
    for (const long of [
      '1'.repeat(200_001),
      `"${'1'.repeat(200_001)}"`,
      `"${'""'.repeat(100_001)}"`,
      `"a"${'1'.repeat(200_001)}`,
    ])
      expect(() => read(`${header('p')}${long}\n`)).toThrow(
        problems({ code: 'csv-line-too-long', line: 2, most: 200_000 }),
      );
    expect(() => read(`${header('p')}"${'1\n'.repeat(100_001)}`)).toThrow(
      problems({ code: 'csv-line-too-long', line: 2, most: 200_000 }),
    );
    const bad = `${header('p')}${'x,0,1,1,1\n'.repeat(30)}`;
    expect(() => read(bad)).toThrow(
      expect.objectContaining({
        context: { name: 'a.csv', problems: Array<unknown>(20).fill(expect.any(Object)), more: 11 },
      }),
    );
  });

  it('reads or refuses whatever is done to a file, and never breaks', () => {
    const text = wsinferCsv(sampleResult());
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(20), fc.string({ unit: 'binary', maxLength: 8 }), (at, drop, put) => {
        try {
          const { patches, maps } = read(text.slice(0, at) + put + text.slice(at + drop));
          for (const { values } of maps) expect(values).toHaveLength(patches.length);
        } catch (reason) {
          if (!isFoveaError(reason)) throw reason;
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('patches outside of a slide', () => {
  const maps = [{ name: 'prob_a', values: new Float32Array(3) }];
  const patches = [
    { x: -5, y: 0, width: 10, height: 10 },
    { x: -10, y: 0, width: 10, height: 10 },
    { x: 100, y: 0, width: 10, height: 10 },
  ];

  it('are counted where no part of them is on it', () => {
    expect(patchesOutside({ patches, maps }, { width: 100, height: 50 })).toBe(2);
  });

  it('are none of the finer ones inside a coarse patch that sticks out', () => {
    const fine = [{ name: 'cross_attention', values: new Float32Array(3) }];
    expect(patchesOutside({ patches, maps: fine }, { width: 100, height: 50 })).toBe(1);
  });
});
