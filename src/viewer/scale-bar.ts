export interface ScaleBar {
  /** Length on screen, CSS px. */
  readonly lengthCssPx: number;
  /** What that length is on the slide, with its unit: "200 µm", "1 mm", "500 px". */
  readonly label: string;
}

/**
 * Longest bar of a round length (1, 2 or 5 × a power of ten) that fits `maxCssPx`. `umPerCssPx` null: the slide has no spacing
 * and the bar counts level-0 pixels. Null where there is no scale to show (nothing laid out yet).
 */
export function scaleBar(
  scale: { readonly umPerCssPx: number | null; readonly level0PxPerCssPx: number },
  maxCssPx: number,
): ScaleBar | null {
  const unitsPerCssPx = scale.umPerCssPx ?? scale.level0PxPerCssPx;
  const longest = unitsPerCssPx * maxCssPx;
  if (!(longest > 0) || !Number.isFinite(longest)) return null;
  const length = roundLengthBelow(longest);
  return {
    lengthCssPx: length / unitsPerCssPx,
    label: scale.umPerCssPx === null ? `${plain(length)} px` : lengthLabel(length),
  };
}

/** A length in the unit people read it in: nm below 1 µm, µm below 1 mm, mm below 10 cm, then cm. */
export function lengthLabel(um: number): string {
  if (um < 1) return `${plain(um * 1000)} nm`;
  if (um < 1000) return `${plain(um)} µm`;
  if (um < 100_000) return `${plain(um / 1000)} mm`;
  return `${plain(um / 10_000)} cm`;
}

/** Largest 1, 2 or 5 × 10^k that is not above `value`. */
export function roundLengthBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const leading = value / power;
  return (leading >= 5 - 1e-9 ? 5 : leading >= 2 - 1e-9 ? 2 : 1) * power;
}

function plain(value: number): string {
  return Number(value.toPrecision(6)).toString();
}
