import type { Level0Rect } from '#core/geometry/frames.ts';
import type { MapId } from '#core/model/map-ids.ts';
import type { H5Content, H5Dataset } from './h5-content.ts';
import { patchTable } from './patch-table.ts';
import type { RunResult } from './run-result.ts';

/** Names in files as CLAM's `create_heatmaps.py` writes and reads them. */
export const CLAM = { scores: 'attention_scores', coords: 'coords' } as const;

/** Ours beside them: which map the scores are, and the patches' sizes where they are not all alike. */
export const FOVEA_H5 = { map: 'map', sizes: 'patch_sizes' } as const;

/**
 * One map of a result as CLAM's block maps hold their attention: `attention_scores` float32 `[N, 1]` and `coords` int32 `[N, 2]`, the corner
 * (x, y) of each patch in level-0 px, with the attributes that CLAM's patch files have on `coords` (`patch_size` in level-0 px, `patch_level` 0, …). The
 * other maps follow as datasets of their own (`bottom_up_attention` float32 `[N, 1]`, …), which programs that ask for names do not see. Where maps are
 * on different grids, the table is that of the finest ({@link patchTable}); NaN where a map has no patch.
 *
 * @param shown the map that becomes `attention_scores`; of a result without it, the first one
 */
export function clamH5(result: Pick<RunResult, 'patches' | 'maps' | 'run'>, shown: MapId): H5Content {
  const { patches, columns } = patchTable(result);
  const { slide, software, bundle } = result.run;
  const first = columns.find(({ id }) => id === shown) ?? columns[0];
  const n = patches.length;
  const size = patches[0];
  const isAlike = patches.every(({ width, height }) => width === size?.width && height === width);
  const maps = first ? [first, ...columns.filter((column) => column !== first)] : [];
  const scores = maps.map(({ id, value }, i): H5Dataset => ({
    name: i === 0 ? CLAM.scores : id.replaceAll('-', '_'),
    shape: [n, 1],
    data: Float32Array.from(patches, (_, row) => value(row) ?? NaN),
    attributes: { [FOVEA_H5.map]: id },
  }));
  const levelSize = [slide.width, slide.height];
  const coords: H5Dataset = {
    name: CLAM.coords,
    shape: [n, 2],
    data: pairs(patches, ({ x, y }) => [x, y]),
    attributes: {
      patch_size: size?.width ?? 0,
      patch_size_level0: size?.width ?? 0,
      patch_level: 0,
      downsample: [1, 1],
      downsampled_level_dim: levelSize,
      level_dim: levelSize,
      name: slide.name.replace(/\.[a-z0-9]{1,5}$/i, ''),
    },
  };
  const sizes: H5Dataset = {
    name: FOVEA_H5.sizes,
    shape: [n, 2],
    data: pairs(patches, ({ width, height }) => [width, height]),
    attributes: {},
  };
  return {
    datasets: [...scores, coords, ...(isAlike ? [] : [sizes])],
    attributes: {
      software: `${software.name} ${software.version}`,
      model: `${bundle.id} ${bundle.version}`,
      slide_fingerprint: slide.fingerprint ?? '',
    },
  };
}

function pairs(
  patches: readonly Level0Rect[],
  pair: (patch: Level0Rect) => readonly [number, number],
): Int32Array<ArrayBuffer> {
  const values = new Int32Array(patches.length * 2);
  for (const [i, patch] of patches.entries()) values.set(pair(patch), i * 2);
  return values;
}
