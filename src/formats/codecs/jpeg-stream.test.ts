import { expect, it } from 'vitest';
import { completeJpeg } from './jpeg-stream.ts';

const FRAME = [0xff, 0xc2, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0];
const SCAN = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0, 0x12];
const LAYOUT = { width: 8, height: 8, colour: null } as const;

const ofScans = (scans: number) =>
  Uint8Array.from([0xff, 0xd8, ...FRAME, ...Array.from({ length: scans }, () => SCAN).flat(), 0xff, 0xd9]);

it('a picture of more scans than any encoder writes is refused before it is decoded', () => {
  expect(completeJpeg(ofScans(100), [], LAYOUT).frame).toMatchObject({ width: 8, height: 8 });
  expect(() => completeJpeg(ofScans(101), [], LAYOUT)).toThrow('more than 100 scans');
});
