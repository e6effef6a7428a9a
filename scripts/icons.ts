/** `npm run icons`: draws the app's icons out of `public/icon.svg`; the results are committed, as they change with it alone. */
import { readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { fromRoot } from './paths.ts';

/** Colour of the tile in the drawing. */
const GROUND = '#151516';
/** Systems cut a maskable icon down to any shape inside of this share of its side: the drawing keeps to it. */
const SAFE_SHARE = 0.8;

const svg = readFileSync(fromRoot('public/icon.svg'));
const PNG = { palette: true, compressionLevel: 9, effort: 10 } as const;

/** The drawing `px` wide and high. */
function drawn(px: number): Promise<Buffer> {
  const ofDrawing = 32;
  return sharp(svg, { density: (72 * px) / ofDrawing })
    .resize(px, px)
    .png()
    .toBuffer();
}

async function plain(px: number): Promise<Buffer> {
  return sharp(await drawn(px))
    .png(PNG)
    .toBuffer();
}

/** On a ground without corners, so that the system may cut its own. */
async function maskable(px: number): Promise<Buffer> {
  const inner = await drawn(Math.round(px * SAFE_SHARE));
  return sharp({ create: { width: px, height: px, channels: 4, background: GROUND } })
    .composite([{ input: inner, gravity: 'centre' }])
    .png(PNG)
    .toBuffer();
}

for (const px of [192, 512]) writeFileSync(fromRoot(`public/icon-${px}.png`), await plain(px));
writeFileSync(fromRoot('public/icon-maskable-512.png'), await maskable(512));
