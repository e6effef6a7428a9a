/** How colours look to people with another colour vision, and how far apart two colours are. */

export type Vision = 'usual' | 'protanopia' | 'deuteranopia';

/** In linear RGB, rows first: Machado, Oliveira and Fernandes 2009, "A physiologically-based model for simulation of colour vision deficiency", severity 1.0. */
const MATRICES: Readonly<Record<Exclude<Vision, 'usual'>, readonly (readonly number[])[]>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

const D65_WHITE = [0.95047, 1, 1.08883] as const;
const XYZ_OF_LINEAR_RGB = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
] as const;

/** CIE L*a*b* (D65) of an sRGB colour, channels 0..255, as someone with this colour vision sees it. */
export function labAsSeen(rgb: readonly number[], vision: Vision): readonly number[] {
  const linear = rgb.map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const seen = vision === 'usual' ? linear : times(MATRICES[vision], linear).map((c) => Math.min(1, Math.max(0, c)));
  const [fx = 0, fy = 0, fz = 0] = times(XYZ_OF_LINEAR_RGB, seen).map((value, i) => {
    const t = value / (D65_WHITE[i] ?? 1);
    return t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29;
  });
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** CIE 1976 distance of two colours in L*a*b*; 2.3 is about the least that is noticed side by side. */
export function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)));
}

/** Channels 0..255 of `#rrggbb`. */
export function channels(colour: string): readonly number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * (vector[i] ?? 0), 0));
}
