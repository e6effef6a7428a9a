import { describe, expect, it } from 'vitest';
import { ANNOTATION_COLOURS } from '#core/annotations/annotation.ts';
import { classColour } from '#core/heatmap/class-colours.ts';
import {
  colourTable,
  DEFAULT_COLOUR_MAP,
  DEFAULT_SIGNED_COLOUR_MAP,
  type ColourMapId,
} from '#core/heatmap/colour-maps.ts';
import { channels, distance, labAsSeen, type Vision } from '#test-support/colour-vision.ts';
import { EFFECT_COLOURS } from '../what-if/effect-colours.ts';

const VISIONS: readonly Vision[] = ['usual', 'protanopia', 'deuteranopia'];

/** CIE 1976: about five times what is just noticed side by side. */
const APART = 12;
/** What means opposite things is told apart at a glance. */
const OPPOSITE = 40;

/** Smallest distance between any two of these colours. */
function closest(colours: readonly string[], vision: Vision): number {
  const seen = colours.map((colour) => labAsSeen(channels(colour), vision));
  return Math.min(...seen.flatMap((a, i) => seen.slice(i + 1).map((b) => distance(a, b))));
}

/** Colours of a map as seen, low values first. */
function seenMap(id: ColourMapId, vision: Vision): (readonly number[])[] {
  const table = colourTable(id);
  return Array.from({ length: table.length / 3 }, (_, i) => labAsSeen([...table.subarray(3 * i, 3 * i + 3)], vision));
}

describe.each(VISIONS)('with %s', (vision) => {
  it('the classes are told apart, and so are annotations', () => {
    expect(
      closest(
        Array.from({ length: 7 }, (_, i) => classColour(i)),
        vision,
      ),
    ).toBeGreaterThan(APART);
    expect(closest(ANNOTATION_COLOURS, vision)).toBeGreaterThan(APART);
  });

  it('what is left out and what is kept are told apart', () => {
    expect(closest([EFFECT_COLOURS.exclude, EFFECT_COLOURS.keep], vision)).toBeGreaterThan(OPPOSITE);
  });

  it('the default map grows lighter throughout: higher is always lighter, and a tenth of it is seen', () => {
    const seen = seenMap(DEFAULT_COLOUR_MAP, vision);
    const lightness = seen.map(([l = NaN]) => l);
    const falls = lightness.filter((l, i) => i > 0 && l < (lightness[i - 1] ?? NaN) - 0.3);
    expect(falls).toEqual([]);
    const steps = Array.from({ length: 10 }, (_, i) => distance(seen[Math.round(i * 25.5)] ?? [], seen[Math.round((i + 1) * 25.5)] ?? [])); // prettier-ignore
    expect(Math.min(...steps)).toBeGreaterThan(5);
  });

  it('the two ends of the signed map are told apart, and both from its middle', () => {
    const seen = seenMap(DEFAULT_SIGNED_COLOUR_MAP, vision);
    const [low = [], middle = [], high = []] = [seen[0], seen[128], seen[255]];
    expect(Math.min(distance(low, high), distance(low, middle), distance(middle, high))).toBeGreaterThan(OPPOSITE);
  });
});

it('the measure fails where it should: red and green of one lightness', () => {
  expect(closest(['#c04000', '#808000'], 'usual')).toBeGreaterThan(OPPOSITE);
  expect(closest(['#c04000', '#808000'], 'deuteranopia')).toBeLessThan(OPPOSITE / 2);
});
