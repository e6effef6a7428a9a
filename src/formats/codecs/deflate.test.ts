import { cpuUsage } from 'node:process';
import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { inflate } from './deflate.ts';

const BOMB_BYTES = 400_000_000;
const TILE_BYTES = 256 * 256 * 3;
/** Unpacked to its end, the bomb takes two seconds and more of a quiet processor. */
const MOST_CPU_US = 1_000_000;

it('a bomb costs what was wanted of it: what it would go on to is never unpacked', () => {
  const bomb = new Uint8Array(deflateSync(new Uint8Array(BOMB_BYTES), { level: 1 }));
  expect(bomb.length).toBeLessThan(4_000_000);
  const before = cpuUsage();
  expect(inflate(bomb, TILE_BYTES).every((byte) => byte === 0)).toBe(true);
  const { user, system } = cpuUsage(before);
  expect(user + system).toBeLessThan(MOST_CPU_US);
});

it('what fits is given whole, in whatever pieces it is unpacked', () => {
  let state = 7;
  const noise = Uint8Array.from({ length: 300_000 }, () => (state = (state * 48_271) % 2_147_483_647) & 255);
  expect(inflate(new Uint8Array(deflateSync(noise)), noise.length)).toEqual(noise);
  expect(() => inflate(new Uint8Array(deflateSync(noise)), noise.length + 1)).toThrow('end early');
});
