/**
 * A slide made of single tiles of known tissue: does the tissue model's relevance mark the carcinoma tiles among the normal ones?
 * Only tiles of LC25000's test groups, which no training saw.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { rocAuc } from '#test-support/roc-auc.ts';
import { SHARED_DATA_ABSENT, sharedData } from '#test-support/shared-data.ts';
import { readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';

const TISSUE_MODEL = 'carcinoma-tda-mil';
const TILE_PX = 224;
/** 128 µm per tile, as the model wants; LC25000 itself states no spacing. */
const PX_PER_MM = (TILE_PX / 128) * 1000;
const COLUMNS = 12;
const ROWS = 8;
/** Every seventh place holds a carcinoma tile. */
const isPlanted = (place: number): boolean => place % 7 === 3;

interface Tile {
  readonly file: string;
  readonly carcinoma: boolean;
}

function testTiles(folder: string): Tile[] {
  return readFileSync(join(folder, 'splits.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(','))
    .filter(([, , , split]) => split === 'test')
    .map(([file = '', kind = '']) => ({ file: join(folder, file), carcinoma: !kind.endsWith('_n') }));
}

/** Shares no factor with the number of normal (98) or carcinoma (146) test tiles, so no tile comes twice before all have come. */
const STRIDE = 11;

/** Deals tiles in leaps, so that lung and colon come up in turn. */
function dealer(tiles: readonly Tile[]): () => Tile {
  let next = 0;
  return () => {
    const tile = tiles[(next * STRIDE) % tiles.length];
    next++;
    if (!tile) throw new Error('no tiles to deal');
    return tile;
  };
}

/** Writes the mosaic with a margin of glass one tile wide and gives the tile at every place, row by row. */
async function writeMosaic(folder: string, path: string): Promise<Tile[]> {
  const tiles = testTiles(folder);
  const carcinoma = dealer(tiles.filter((tile) => tile.carcinoma));
  const normal = dealer(tiles.filter((tile) => !tile.carcinoma));
  const placed = Array.from({ length: COLUMNS * ROWS }, (_, place) => (isPlanted(place) ? carcinoma() : normal()));
  await sharp({
    create: {
      width: (COLUMNS + 2) * TILE_PX,
      height: (ROWS + 2) * TILE_PX,
      channels: 3,
      background: '#f4f2f3',
    },
  })
    .composite(
      placed.map(({ file }, place) => ({
        input: file,
        left: (1 + (place % COLUMNS)) * TILE_PX,
        top: (1 + Math.floor(place / COLUMNS)) * TILE_PX,
      })),
    )
    .tiff({
      tile: true,
      pyramid: true,
      tileWidth: 256,
      tileHeight: 256,
      compression: 'deflate',
      xres: PX_PER_MM,
      yres: PX_PER_MM,
      resolutionUnit: 'cm',
    })
    .toFile(path);
  return placed;
}

test('a mosaic of tiles never trained on: relevance marks the planted carcinoma', async ({ fovea }) => {
  const tiles = sharedData('patches', 'lc25000');
  test.skip(tiles === null, SHARED_DATA_ABSENT);
  if (tiles === null) return;
  test.setTimeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'fovea-mosaic-'));
  try {
    const path = join(folder, 'mosaic.tif');
    const placed = await writeMosaic(tiles, path);

    await fovea.goto();
    await fovea.openFile(path);
    expect(await fovea.waitUntilOpened(30_000)).toBeNull();
    expect(await fovea.model.choose(TISSUE_MODEL)).toBeNull();
    await fovea.model.chooseBackEnd('wasm');
    await fovea.model.run();
    await fovea.result.scores.waitFor({ timeout: 200_000 });
    const result = readResultFile((await fovea.result.export('result')).path);

    const planted = result.patches.map((patch) => {
      const column = Math.round(patch.x / TILE_PX) - 1;
      const row = Math.round(patch.y / TILE_PX) - 1;
      return placed[row * COLUMNS + column]?.carcinoma === true;
    });
    const relevance = result.maps['task-relevance']?.values ?? [];
    const auc = rocAuc(relevance, planted);
    test.info().annotations.push({
      type: 'measured',
      description: `patch AUC ${auc.toFixed(3)}; ${planted.filter(Boolean).length} planted of ${planted.length} patches`,
    });
    expect(planted.filter(Boolean).length).toBeGreaterThanOrEqual(10);
    expect(auc).toBeGreaterThanOrEqual(0.85);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
