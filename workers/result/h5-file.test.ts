import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFoveaError } from '#core/errors/fovea-error.ts';
import { clamH5 } from '#core/result/clam-h5.ts';
import { mapIdOfName } from '#core/result/imports/imported-maps.ts';
import { readClamH5 } from '#core/result/imports/read-clam-h5.ts';
import { patchTable } from '#core/result/patch-table.ts';
import { fakeSamplingResult } from '#test-support/fake-sampling.ts';
import { fakeSurvivalResult } from '#test-support/fake-services.ts';
import { sampleResult } from '#test-support/run-result.ts';
import { SHARED_DATA_ABSENT, sharedData } from '#test-support/shared-data.ts';
import { beyondBounds, withH5, writeH5 } from './h5-file.ts';

const read = (bytes: Uint8Array<ArrayBuffer>) => withH5(bytes, 'a.h5', (file) => readClamH5(file, 'a.h5'));
const fixture = (name: string) =>
  Uint8Array.from(readFileSync(fileURLToPath(new URL(`testdata/${name}`, import.meta.url))));
const problems = (...list: unknown[]) =>
  expect.objectContaining({ code: 'result/invalid', context: { name: 'a.h5', problems: list, more: 0 } }) as unknown;

/** The made-up score of row i in the fixtures (`make_h5.py`). */
const score = (i: number) => Math.fround(i / 59 - 0.25);

describe('attention written for CLAM', () => {
  it.each([sampleResult(), fakeSurvivalResult(), fakeSamplingResult()])(
    'reads back, float32 for float32, under our names (%#)',
    async (result) => {
      const shown = result.maps.at(-1)?.id ?? 'task-relevance';
      const { patches, maps, notes } = await read(await writeH5(clamH5(result, shown)));
      const table = patchTable(result);
      expect(notes).toEqual([]);
      expect(patches).toEqual(table.patches);
      expect(maps.map(({ name }) => mapIdOfName(name)).sort()).toEqual(table.columns.map(({ id }) => id).sort());
      for (const { name, values } of maps) {
        const column = table.columns.find(({ id }) => id === mapIdOfName(name));
        expect(values).toEqual(Float32Array.from(table.patches, (_, row) => column?.value(row) ?? NaN));
      }
    },
  );

  const python = [env['FOVEA_PYTHON'], 'models/tools/.venv/bin/python', 'python3'].find(
    (program) => program !== undefined && spawnSync(program, ['-c', 'import h5py']).status === 0,
  );

  it.skipIf(python === undefined)('is what CLAM’s scripts look for, says h5py', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fovea-h5-'));
    try {
      const path = join(folder, 'a.h5');
      writeFileSync(path, await writeH5(clamH5(sampleResult(), 'bottom-up-attention')));
      const code = `
import h5py, json, sys
file = h5py.File(sys.argv[1], 'r')
plain = lambda value: value.tolist() if hasattr(value, 'tolist') else value
print(json.dumps({
  'scores': [str(file['attention_scores'].dtype), file['attention_scores'][:].tolist(), dict(file['attention_scores'].attrs)],
  'coords': [str(file['coords'].dtype), file['coords'][:].tolist(), {k: plain(v) for k, v in file['coords'].attrs.items()}],
  'file': dict(file.attrs), 'names': sorted(file)}))`;
      const { stdout, stderr } = spawnSync(python ?? '', ['-c', code, path], { encoding: 'utf8' });
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual({
        scores: ['float32', [[Math.fround(1 / 3)], [Math.fround(1e-9)], [0.25]], { map: 'bottom-up-attention' }],
        coords: [
          'int32',
          [[0, 0], [254, 0], [508, 254]], // prettier-ignore
          {
            patch_size: 254,
            patch_size_level0: 254,
            patch_level: 0,
            downsample: [1, 1],
            level_dim: [2220, 2967],
            downsampled_level_dim: [2220, 2967],
            name: '<b>slide</b>',
          },
        ],
        file: { software: 'Fovea 0.1.0', model: 'test 1.0.0', slide_fingerprint: 'a'.repeat(64) },
        names: ['attention_scores', 'coords', 'task_relevance', 'top_down_attention'],
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('attention that others wrote', () => {
  it('by CLAM: a chunk per row, no sizes: the step between neighbours stands for them', async () => {
    const { format, patches, maps, notes } = await read(fixture('clam-blockmap.h5'));
    expect(format).toBe('clam-h5');
    expect(patches).toHaveLength(60);
    expect(patches[0]).toEqual({ x: 1000, y: 500, width: 256, height: 256 });
    expect(patches[59]).toEqual({ x: 4011 + 5 * 256, y: 1033 + 2 * 256, width: 256, height: 256 });
    expect(maps).toEqual([{ name: 'attention_scores', values: Float32Array.from({ length: 60 }, (_, i) => score(i)) }]);
    expect(notes).toEqual([{ kind: 'size-from-step', sizePx: 256 }]);
  });

  it('deflated and shuffled, float64 and int32, in the latest format, at level 1', async () => {
    const { patches, maps, notes } = await read(fixture('gzip-double.h5'));
    expect(patches[7]).toEqual({ x: 1256, y: 756, width: 1024, height: 1024 });
    expect(maps[0]?.values[59]).toBe(0.75);
    expect(notes).toEqual([]);
  });

  it('one column per class, big-endian, other scores beside; features and words are not maps', async () => {
    const { patches, maps } = await read(fixture('classes-big-endian.h5'));
    expect(patches[0]).toMatchObject({ width: 512, height: 512 });
    expect(maps.map(({ name, values }) => [name, values[10]])).toEqual([
      ['attention_scores_1', score(10)],
      ['attention_scores_2', -score(10)],
      ['attention_scores_3', 2 * score(10)],
      ['other score', 10],
    ]);
  });

  it.skipIf(sharedData('reference') === null)(
    `as features alone is refused (${SHARED_DATA_ABSENT} where skipped)`,
    async () => {
      const path = sharedData('reference', 'patch-features-777x512.h5');
      const bytes = Uint8Array.from(readFileSync(path ?? ''));
      await expect(read(bytes)).rejects.toThrow(problems({ code: 'h5-no-scores', name: 'attention_scores' }));
    },
  );
});

describe('an HDF5 file that is not as it should be', () => {
  const numbers = (name: string, shape: number[], data = new Float32Array(shape.reduce((a, b) => a * b))) => ({ name, shape, data, attributes: {} }); // prettier-ignore
  const written = (...datasets: ReturnType<typeof numbers>[]) => writeH5({ datasets, attributes: {} });

  it('is refused with the reason', async () => {
    await expect(read(new Uint8Array(0))).rejects.toThrow(problems({ code: 'h5-not-opened' }));
    await expect(read(new Uint8Array(10_000).fill(7))).rejects.toThrow(problems({ code: 'h5-not-opened' }));
    await expect(read(await written(numbers('a', [3])))).rejects.toThrow(
      problems({ code: 'h5-no-coords', name: 'coords' }),
    );
    await expect(read(await written(numbers('coords', [3])))).rejects.toThrow(
      problems({ code: 'h5-bad-coords', name: 'coords' }),
    );
    const two = numbers('coords', [2, 2], Float32Array.of(0, 0, 5, 5));
    await expect(read(await written(two))).rejects.toThrow(problems({ code: 'h5-no-scores', name: 'attention_scores' })); // prettier-ignore
    await expect(read(await written(two, numbers('attention_scores', [3])))).rejects.toThrow(
      problems({ code: 'h5-bad-scores', name: 'attention_scores', shape: [3], patches: 2 }),
    );
    await expect(read(await written(two, numbers('attention_scores', [2])))).rejects.toThrow(
      problems({ code: 'h5-no-size' }),
    );
  });

  it('is refused before a dataset of a claimed size is unpacked', async () => {
    // Zeros deflate to a thousandth: 80 MB of features in some 80 kB, of which nothing is read.
    const bytes = await written(numbers('coords', [10_000, 2]), numbers('attention_scores', [10_000, 2000]));
    expect(bytes.length).toBeLessThan(500_000);
    await expect(read(bytes)).rejects.toThrow(
      problems({ code: 'h5-bad-scores', name: 'attention_scores', shape: [10_000, 2000], patches: 10_000 }),
    );
  });

  it('is refused for more values in all than are read, before any is', () => {
    const unread = () => {
      throw new Error('read');
    };
    const scores = Array.from({ length: 161 }, (_, i) => ({
      name: `s${i}`,
      shape: [100_000],
      kind: 'numbers' as const,
    }));
    const datasets = [{ name: 'coords', shape: [100_000, 2], kind: 'numbers' as const }, ...scores];
    expect(() => readClamH5({ datasets, numbers: unread, float32s: unread, attribute: unread }, 'a.h5')).toThrow(
      problems({ code: 'h5-too-many-values', patches: 100_000, maps: 161, most: 16_000_000 }),
    );
  });

  it('is refused for chunks that no memory holds, or that are without number', () => {
    const dataset = (shape: number[], chunks: number[] | null) => ({ shape, chunks, size: 4, total_size: shape.reduce((a, b) => a * b) }); // prettier-ignore
    expect(beyondBounds(dataset([2], [20_000_000]))).toBe('large-chunks');
    expect(beyondBounds(dataset([2, 2], [20_000, 1000]))).toBe('large-chunks');
    expect(beyondBounds(dataset([2_000_001], [1]))).toBe('many-chunks');
    expect(beyondBounds(dataset([2], [0]))).toBe('many-chunks');
    expect(beyondBounds(dataset([100_000_000], null))).toBe('too-large');
    // As CLAM writes a million patches.
    expect(beyondBounds(dataset([1_000_000, 2], [1, 2]))).toBeNull();
  });

  it('is refused for a score beyond float32', () => {
    const found = (name: string, shape: number[]) => ({ name, shape, kind: 'numbers' as const });
    const source = (shape: number[], values: Float32Array<ArrayBuffer>, corners: Float64Array<ArrayBuffer>) => ({
      datasets: [found('coords', [corners.length / 2, 2]), found('attention_scores', shape)],
      numbers: () => corners,
      float32s: () => values,
      attribute: () => 5,
    });
    const two = source([2, 1], Float32Array.of(1, 1e39), Float64Array.of(0, 0, 5, 5));
    expect(() => readClamH5(two, 'a.h5')).toThrow(
      problems({ code: 'h5-value-too-large', row: 2, name: 'attention_scores' }),
    );
    // One patch with a score per class: as many maps.
    const one = source([1, 2], Float32Array.of(1, 2), Float64Array.of(0, 0));
    expect(readClamH5(one, 'a.h5').maps.map(({ values }) => [...values])).toEqual([[1], [2]]);
  });

  it('is read or refused whatever is done to it, and never breaks', async () => {
    const whole = fixture('gzip-double.h5');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.uint8Array({ minLength: 1, maxLength: 16 }),
        fc.boolean(),
        async (at, put, isCut) => {
          // prettier-ignore
          const bytes = isCut ? whole.slice(0, at) : Uint8Array.from(whole);
          if (!isCut) bytes.set(put.slice(0, bytes.length - at), at);
          try {
            const { patches, maps } = await read(bytes);
            for (const { values } of maps) expect(values).toHaveLength(patches.length);
          } catch (reason) {
            if (!isFoveaError(reason) || reason.code !== 'result/invalid') throw reason;
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
