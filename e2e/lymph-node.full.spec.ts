import { SHARED_DATA_ABSENT, sharedData } from '#test-support/shared-data.ts';
import { readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';

const LYMPH_NODE = sharedData('slides', 'lymph-node-metastasis-he.tif');
/** Judged from cells, ±15 %: the file does not say. */
const SPACING_UM_PER_PX = 0.63;

test.describe.configure({ timeout: 900_000 });

test('a lymph node of 139 megapixels runs to the end on WASM', async ({ fovea }) => {
  test.skip(LYMPH_NODE === null, SHARED_DATA_ABSENT);
  if (LYMPH_NODE === null) return;
  await fovea.goto();
  const modelId = (await fovea.model.shippedIds()).find((id) => !id.startsWith('phantom'));
  test.skip(modelId === undefined, 'no tissue bundle is here');
  if (modelId === undefined) return;
  await fovea.openFile(LYMPH_NODE);
  expect(await fovea.waitUntilOpened(60_000)).toBeNull();
  await fovea.stateSpacing(SPACING_UM_PER_PX);
  await fovea.model.choose(modelId);
  await fovea.model.chooseBackEnd('wasm');
  await fovea.model.run();
  await fovea.result.scores.waitFor({ timeout: 800_000 });
  const result = readResultFile((await fovea.result.export('result')).path);
  expect(result.patches.length).toBeGreaterThan(500);
  expect(result.run.slide.spacingStatedBy).toBe('user');
  expect(result.run.damagedTiles).toBe(0);
  for (const map of Object.values(result.maps)) expect(map?.values.every(Number.isFinite)).toBe(true);
});
