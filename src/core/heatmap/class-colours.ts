/**
 * Colours that tell classes apart, `#rrggbb`, for people with any colour vision: the palette of Okabe and Ito (2008, "Color
 * Universal Design"), black left out, in an order whose first ones stand out on a pink and violet stain. Never the only sign: whatever is
 * coloured is also named or numbered.
 */
const CLASS_COLOURS = ['#0072b2', '#e69f00', '#009e73', '#f0e442', '#56b4e9', '#d55e00', '#cc79a7'] as const;

/** Relative luminance at which black and white text on a colour are equally easy to read (contrast formula of WCAG 2). */
const EQUAL_CONTRAST_LUMINANCE = 0.179;

/** Colour of a class by its index; they repeat after seven. */
export function classColour(index: number): string {
  return CLASS_COLOURS[index % CLASS_COLOURS.length] ?? CLASS_COLOURS[0];
}

/** Black or white, whichever is easier to read on a colour `#rrggbb`. */
export function textColourOn(colour: string): '#000000' | '#ffffff' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(parseInt(colour.slice(at, at + 2), 16) / 255));
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > EQUAL_CONTRAST_LUMINANCE ? '#000000' : '#ffffff';
}

/** sRGB 0..1 to linear light. */
function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
