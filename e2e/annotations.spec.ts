import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Level0Point } from '#core/geometry/frames.ts';
import { areaUm2, boundsOf, lengthUm, type AreaShape } from '#core/geometry/shapes.ts';
import { en } from '#ui/messages/en/index.ts';
import { fromRoot } from '../scripts/paths.ts';
import { expect, test } from './fixtures.ts';
import type { FoveaPage } from './pages/fovea-page.ts';
import type { OnScreen } from './pages/annotations.ts';
import { storedIn } from './stored-in.ts';

const truthSchema = z.object({
  width: z.number(),
  height: z.number(),
  spacing_um_px: z.number(),
  nests: z.array(z.array(z.tuple([z.number(), z.number()]))),
});
const truth = truthSchema.parse(
  JSON.parse(readFileSync(fromRoot('public/phantom/phantom-01.truth.json'), 'utf8')) as unknown,
);
const SPACING = { xUmPerPx: truth.spacing_um_px, yUmPerPx: truth.spacing_um_px };

/** The phantom's tumour nest nearest its middle, as it was planted, level-0 px. */
const NEST = nearestNest();
const BOX = boundsOf(NEST);

function nearestNest(): AreaShape & { readonly kind: 'polygon' } {
  const nests = truth.nests.map((corners) => ({
    kind: 'polygon' as const,
    points: corners.map(([x, y]) => ({ x, y })),
  }));
  const apart = (nest: AreaShape) => {
    const { x, y, width, height } = boundsOf(nest);
    return Math.hypot(x + width / 2 - truth.width / 2, y + height / 2 - truth.height / 2);
  };
  const [nearest] = nests.sort((a, b) => apart(a) - apart(b));
  if (!nearest) throw new Error('the phantom has no nests');
  return nearest;
}

async function openPhantom(fovea: FoveaPage): Promise<void> {
  await fovea.goto();
  await fovea.openPhantom();
  await fovea.waitUntilOpened(15_000);
  await fovea.waitUntilDrawn();
  await fovea.annotations.open();
}

/** Brings the nest close: at some 3 level-0 px per CSS px, in a view turned by a quarter where asked. */
async function approach(fovea: FoveaPage, isTurned = false): Promise<OnScreen> {
  const { page, annotations } = fovea;
  await page.keyboard.press('0');
  if (isTurned) await page.keyboard.press('r');
  await fovea.waitUntilDrawn();
  const far = await annotations.places(fovea.stage, fovea.readout);
  const middle = far({ x: BOX.x + BOX.width / 2, y: BOX.y + BOX.height / 2 });
  await page.mouse.move(middle.x, middle.y);
  for (let i = 0; i < 4; i++) {
    await page.mouse.wheel(0, -100);
    await page.waitForTimeout(60);
  }
  await fovea.waitUntilDrawn();
  return annotations.places(fovea.stage, fovea.readout);
}

/** Two corners of the nest, as far apart as any. */
function ends(): readonly [Level0Point, Level0Point] {
  let most = -1;
  let found: readonly [Level0Point, Level0Point] = [NEST.points[0]!, NEST.points[1]!];
  for (const a of NEST.points)
    for (const b of NEST.points) {
      const apart = Math.hypot(a.x - b.x, a.y - b.y);
      if (apart > most) [most, found] = [apart, [a, b]];
    }
  return found;
}

for (const isTurned of [false, true])
  test(`a nest is measured as it was planted${isTurned ? ', in a turned view' : ''}`, async ({ fovea }) => {
    await openPhantom(fovea);
    const { annotations, page } = fovea;
    const at = await approach(fovea, isTurned);

    // The ruler, by its key: readable at the line while it is drawn and after.
    await page.keyboard.press('m');
    await expect(annotations.tool('ruler')).toHaveAttribute('aria-pressed', 'true');
    const [from, to] = ends();
    await annotations.drag([at(from), at({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }), at(to)]);
    await expect(annotations.tool('ruler')).toHaveAttribute('aria-pressed', 'false');
    const length = lengthUm({ kind: 'line', from, to }, SPACING);
    expect(Math.abs((await annotations.measured('length')) / length - 1)).toBeLessThan(0.01);

    // Its outline, corner by corner, closed with a double click.
    await annotations.take('polygon');
    for (const corner of NEST.points) await annotations.click(at(corner));
    await annotations.click(at(NEST.points.at(-1)!));
    await expect(annotations.rows).toHaveCount(2);
    const area = areaUm2(NEST, SPACING);
    expect(Math.abs((await annotations.measured('area')) / area - 1)).toBeLessThan(0.02);

    // The same in one go.
    await annotations.take('freehand');
    await annotations.drag([...NEST.points, NEST.points[0]!].map(at));
    await expect(annotations.rows).toHaveCount(3);
    expect(Math.abs((await annotations.measured('area')) / area - 1)).toBeLessThan(0.02);

    // The box around it, by two clicks.
    await annotations.take('rectangle');
    await annotations.click(at(BOX));
    await annotations.click(at({ x: BOX.x + BOX.width, y: BOX.y + BOX.height }));
    await expect(annotations.rows).toHaveCount(4);
    const box = areaUm2({ kind: 'rectangle', rect: BOX }, SPACING);
    expect(Math.abs((await annotations.measured('area')) / box - 1)).toBeLessThan(0.02);
  });

test('every kind is kept over a reload with its label and colour; another slide has its own', async ({
  fovea,
  slides,
}) => {
  await openPhantom(fovea);
  const { annotations, page } = fovea;
  const at = await approach(fovea);
  const middle = { x: BOX.x + BOX.width / 2, y: BOX.y + BOX.height / 2 };
  await annotations.take('point');
  await annotations.click(at(middle));
  await annotations.click(at({ x: middle.x + 40, y: middle.y }));
  // Points are set one after the other until the tool is put away.
  await page.keyboard.press('Escape');
  await expect(annotations.tool('point')).toHaveAttribute('aria-pressed', 'false');
  await annotations.take('rectangle');
  await annotations.drag([at(BOX), at(middle)]);
  await annotations.label.fill('Nest, Nordwestecke 癌巢');
  await annotations.details.getByRole('radio', { name: en.annotations.colours['#cc79a7'] }).click();
  await annotations.take('ruler');
  await annotations.drag([at(BOX), at(middle)]);
  await expect(annotations.rows).toHaveCount(4);
  const before = await annotations.rows.allInnerTexts();
  expect(before[2]).toContain('Nest, Nordwestecke 癌巢');
  await expect
    .poll(() => storedIn(fovea.page))
    .toContainEqual(expect.stringMatching(/^database fovea-annotations, .*: 4$/));

  await openPhantom(fovea);
  await expect(annotations.rows).toHaveCount(4);
  expect(await annotations.rows.allInnerTexts()).toEqual(before);
  await annotations.rows.nth(2).click();
  await expect(annotations.label).toHaveValue('Nest, Nordwestecke 癌巢');
  await expect(annotations.details.getByRole('radio', { name: en.annotations.colours['#cc79a7'] })).toBeChecked();

  await fovea.openFile(slides.small);
  await expect(fovea.slideName).toHaveText('nest.tif');
  await annotations.open();
  await expect(annotations.rows).toHaveCount(0);
  await expect(annotations.section).toContainText(en.annotations.lead);
});

test('without a pointer: drawn, chosen, moved, undone and deleted by keys', async ({ fovea }) => {
  await openPhantom(fovea);
  const { annotations, page } = fovea;
  await fovea.stage.focus();
  await page.keyboard.press('m');
  // The first press shows the crosshair in the middle, the next one sets the corner.
  for (const key of ['Enter', 'Enter', 'Shift+ArrowRight', 'Shift+ArrowRight', 'ArrowRight', 'Enter'])
    await page.keyboard.press(key);
  await expect(annotations.rows).toHaveCount(1);
  const first = await annotations.measured('length');
  // Two far steps and one near one, at the scale of the view.
  const box = await fovea.stage.boundingBox();
  if (!box) throw new Error('no slide is on screen');
  const level0PxPerCssPx = 1.04 * Math.max(truth.width / box.width, truth.height / box.height);
  expect(Math.abs(first / (126 * level0PxPerCssPx * SPACING.xUmPerPx) - 1)).toBeLessThan(0.01);

  // An outline is given up with Escape and leaves nothing behind.
  await annotations.tool('polygon').focus();
  await page.keyboard.press('Enter');
  for (const key of ['Enter', 'Enter', 'Shift+ArrowDown', 'Enter', 'Escape']) await page.keyboard.press(key);
  await expect(annotations.rows).toHaveCount(1);
  // Who took the tool up has the focus again.
  await expect(annotations.tool('polygon')).toBeFocused();
  await page.keyboard.press('Enter');
  for (const key of ['Enter', 'Enter', 'Shift+ArrowDown', 'Enter', 'Backspace', 'Shift+ArrowLeft', 'Enter'])
    await page.keyboard.press(key);
  for (const key of ['Shift+ArrowUp', 'Enter', 'Enter']) await page.keyboard.press(key);
  await expect(annotations.rows).toHaveCount(2);
  await expect(annotations.corners).toContainText(en.annotations.cornerNone(3));

  // A corner is led by arrows; all of its steps are undone as one.
  const area = await annotations.measured('area');
  await annotations.button('cornerAfter').click();
  await annotations.button('cornerMove').focus();
  for (const key of ['Shift+ArrowRight', 'Shift+ArrowRight', 'ArrowUp']) await page.keyboard.press(key);
  expect(await annotations.measured('area')).not.toBe(area);
  await page.keyboard.press('Control+z');
  expect(await annotations.measured('area')).toBe(area);

  // All of it is led by Shift and arrows, and a corner is added; each is one step.
  await fovea.stage.focus();
  for (const key of ['Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowUp', 'Insert']) await page.keyboard.press(key);
  await expect(annotations.corners).toContainText(en.annotations.corner(2, 4));
  expect(await annotations.measured('area')).toBe(area);
  for (let i = 0; i < 2; i++) await page.keyboard.press('Control+z');
  await expect(annotations.corners).toContainText(en.annotations.cornerNone(3));

  // In a text field the keys are the text's.
  await annotations.label.fill('ab');
  await annotations.label.press('Control+z');
  await expect(annotations.rows).toHaveCount(2);
  await fovea.stage.focus();
  await page.keyboard.press('Delete');
  await expect(annotations.rows).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(annotations.rows).toHaveCount(2);
  await page.keyboard.press('Control+Shift+z');
  await expect(annotations.rows).toHaveCount(1);
  await page.keyboard.press('a');
  await expect(annotations.button('show')).toBeVisible();
  await page.keyboard.press('a');
  await expect(annotations.button('hide')).toBeVisible();
});

test('a corner is dragged by its handle; the slide stays where it is, and a click beside lets go', async ({
  fovea,
}) => {
  await openPhantom(fovea);
  const { annotations, page } = fovea;
  const at = await approach(fovea);
  await annotations.take('rectangle');
  const rect = { x: Math.round(BOX.x), y: Math.round(BOX.y), width: 200, height: 100 };
  await annotations.drag([at(rect), at({ x: rect.x + rect.width, y: rect.y + rect.height })]);
  const area = await annotations.measured('area');
  const corner = { x: rect.x + rect.width, y: rect.y + rect.height };
  await annotations.drag([
    at(corner),
    at({ x: corner.x + 50, y: corner.y }),
    at({ x: corner.x + 200, y: corner.y + 100 }),
  ]);
  expect(Math.abs((await annotations.measured('area')) / (4 * area) - 1)).toBeLessThan(0.03);
  const after = await annotations.places(fovea.stage, fovea.readout);
  expect(after(corner).x).toBeCloseTo(at(corner).x, 0);
  expect(after(corner).y).toBeCloseTo(at(corner).y, 0);
  await annotations.button('undo').click();
  expect(await annotations.measured('area')).toBe(area);

  // All of it is dragged by its inside: where it is then it is taken again, by its outline; both are undone one by one.
  const inside = { x: rect.x + 100, y: rect.y + 50 };
  await annotations.drag([at(inside), at({ x: inside.x + 100, y: inside.y }), at({ x: inside.x + 300, y: inside.y })]);
  await annotations.drag([at({ x: rect.x + 380, y: rect.y }), at({ x: rect.x + 380, y: rect.y + 200 })]);
  expect(await annotations.measured('area')).toBe(area);
  await expect(annotations.details).toBeVisible();
  await annotations.click(at({ x: rect.x - 200, y: rect.y }));
  await expect(annotations.details).toBeHidden();
  await annotations.click(at({ x: rect.x + 400, y: rect.y + 300 }));
  await expect(annotations.details).toBeVisible();
  for (let i = 0; i < 2; i++) await annotations.button('undo').click();

  await annotations.click(at({ x: rect.x + 500, y: rect.y + 500 }));
  await expect(annotations.details).toBeHidden();
  // Its outline selects it again.
  await annotations.click(at({ x: rect.x + 100, y: rect.y }));
  await expect(annotations.details).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(annotations.details).toBeHidden();
});

test('a slide that cannot be measured in µm is measured in px, and says so', async ({ fovea, slides }) => {
  await fovea.goto();
  await fovea.openFile(slides.noSpacing);
  await fovea.waitUntilDrawn();
  const { annotations } = fovea;
  await annotations.open();
  const box = await fovea.stage.boundingBox();
  if (!box) throw new Error('no slide is on screen');
  await annotations.take('ruler');
  await annotations.drag([
    { x: box.x + box.width / 2 - 50, y: box.y + box.height / 2 },
    { x: box.x + box.width / 2 + 50, y: box.y + box.height / 2 },
  ]);
  await expect(annotations.rows).toHaveText([/px/]);
  await expect(annotations.section).toContainText(en.annotations.noSpacing);
  await fovea.stateSpacing(0.5);
  await expect(annotations.rows).toHaveText([/µm/]);
});
