/** What a plain TIFF says about itself: how large its pixels are, and texts of anyone. Nothing of it changes a pixel. */
import { memoryFile } from '../memory-file.ts';
import { writeTiff } from '../tiff-writer.ts';
import type { SlideCase, SlideFamily } from './case.ts';
import { HOSTILE_TEXTS, SHOWN_AT_MOST, shownText } from './hostile-text.ts';
import { TiffEdit } from './tiff-edit.ts';

const tiff = (bytes: Uint8Array) => ({ kind: 'file', file: memoryFile('x.tif', bytes) }) as const;

const X = 282;
const Y = 283;
const UNIT = 296;
const TEXTS = { Description: 270, Make: 271, Model: 272, Software: 305, Date: 306 } as const;
const XMP = 700;

type Facts = NonNullable<SlideCase['describes']>;
/** TIFF type and bytes of one number. */
type Stated = readonly [type: number, bytes: Uint8Array];

const view = (bytes: number, write: (view: DataView) => void): Uint8Array => {
  const made = new DataView(new ArrayBuffer(bytes));
  write(made);
  return new Uint8Array(made.buffer);
};
const rational = (numerator: number, denominator: number): Stated => [
  5,
  view(8, (at) => {
    at.setUint32(0, numerator, true);
    at.setUint32(4, denominator, true);
  }),
];
const signedRational = (numerator: number, denominator: number): Stated => [10, rational(numerator, denominator)[1]];
const double = (value: number): Stated => [
  12,
  view(8, (at) => {
    at.setFloat64(0, value, true);
  }),
];
const float = (value: number): Stated => [
  11,
  view(4, (at) => {
    at.setFloat32(0, value, true);
  }),
];
const short = (value: number): Stated => [
  3,
  view(2, (at) => {
    at.setUint16(0, value, true);
  }),
];

const known = (xUmPerPx: number, yUmPerPx = xUmPerPx): Facts => ({
  spacing: { xUmPerPx, yUmPerPx },
  spacingNote: null,
});
/** Nothing is stated: the slide's spacing is asked for. */
const unstated: Facts = { spacing: null, spacingNote: null };
/** What is stated cannot be: it is told with the question. */
const impossible = (stated: string): Facts => ({
  spacing: null,
  spacingNote: `The file states ${stated}, which cannot be the resolution of a microscope.`,
});

function resolutionCases(good: TiffEdit): SlideCase[] {
  const stated = (edit: TiffEdit, tag: number, [type, bytes]: Stated): TiffEdit =>
    new TiffEdit(edit.with(tag, type, 1, bytes));
  const both = (value: Stated): Uint8Array => stated(stated(good, X, value), Y, value).bytes;
  const unit = (value: Stated): Uint8Array => stated(good, UNIT, value).bytes;
  const y = (value: Stated): Uint8Array => stated(good, Y, value).bytes;
  const rows: [string, Uint8Array, Facts][] = [
    ['20,000 per cm', good.bytes, known(0.5)],
    ['20,000 as a double', both(double(20_000)), known(0.5)],
    ['20,000 as a float', both(float(20_000)), known(0.5)],
    ['20,000 as a signed fraction', both(signedRational(20_000, 1)), known(0.5)],
    ['0 / 0', both(rational(0, 0)), unstated],
    ['1 / 0', both(rational(1, 0)), unstated],
    ['0 / 1', both(rational(0, 1)), impossible('0 × 0 px per cm')],
    [
      '1 / 4,294,967,295',
      both(rational(1, 2 ** 32 - 1)),
      impossible(`${1 / (2 ** 32 - 1)} × ${1 / (2 ** 32 - 1)} px per cm`),
    ],
    ['4,294,967,295 / 1', both(rational(2 ** 32 - 1, 1)), impossible('4294967295 × 4294967295 px per cm')],
    ['4,294,967,295 / 4,294,967,295', both(rational(2 ** 32 - 1, 2 ** 32 - 1)), impossible('1 × 1 px per cm')],
    ['a negative fraction', both(signedRational(-20_000, 1)), impossible('-20000 × -20000 px per cm')],
    ['a signed fraction of nothing', both(signedRational(-1, 0)), unstated],
    ['NaN as a double', both(double(NaN)), unstated],
    ['NaN as a float', both(float(NaN)), unstated],
    ['Infinity as a double', both(double(Infinity)), unstated],
    ['−Infinity as a double', both(double(-Infinity)), unstated],
    ['−0 as a double', both(double(-0)), impossible('0 × 0 px per cm')],
    ['−20,000 as a double', both(double(-20_000)), impossible('-20000 × -20000 px per cm')],
    ['1e308 as a double', both(double(1e308)), impossible('1e+308 × 1e+308 px per cm')],
    ['5e-324 as a double', both(double(5e-324)), impossible('5e-324 × 5e-324 px per cm')],
    ['a text instead of a number', both([2, Uint8Array.of(0x32)]), impossible('50 × 50 px per cm')],
    ['72 per cm, as writers state that know none', both(rational(72, 1)), impossible('72 × 72 px per cm')],
    ['another order in y', y(rational(300, 1)), impossible('20000 × 300 px per cm')],
    ['a little more in y', y(rational(20_400, 1)), known(0.5, 10_000 / 20_400)],
    ['NaN in y alone', y(double(NaN)), unstated],
    ['0 / 0 in y alone', y(rational(0, 0)), unstated],
    ['none in y', good.without(Y), unstated],
    ['none in x', good.without(X), unstated],
    ['of no values', good.changed(X, { count: 0 }), unstated],
    ['past the end of the file', good.changed(X, { field: good.field(2 ** 32 - 8) }), unstated],
    ['of an unknown type', good.changed(X, { type: 99 }), unstated],
    ['in unit 0', unit(short(0)), unstated],
    ['in unit 1, which is none', unit(short(1)), unstated],
    ['in unit 9', unit(short(9)), unstated],
    ['in unit 65,535', unit(short(65_535)), unstated],
    ['in unit 2.5', unit(float(2.5)), unstated],
    ['in unit NaN', unit(double(NaN)), unstated],
    // As the standard has it: inches.
    ['without a unit', good.without(UNIT), known(1.27)],
  ];
  return rows.map(([name, bytes, describes]) => ({
    name,
    location: tiff(bytes),
    expected: { picture: 'undamaged' },
    describes,
  }));
}

function textCases(good: TiffEdit): SlideCase[] {
  const inAll = (text: string): Uint8Array =>
    Object.values(TEXTS).reduce((edit, tag) => new TiffEdit(edit.withText(tag, text)), good).bytes;
  const allShown = (text: string): Facts => ({
    format: 'generic-tiff',
    properties: Object.fromEntries(Object.keys(TEXTS).map((name) => [name, text])),
  });
  const bytes = (tag: number, type: number, values: Uint8Array) => good.with(tag, type, values.length, values);
  const described = (text: string) => good.withText(TEXTS.Description, text);
  const rows: [string, Uint8Array, SlideCase['expected'] | Facts][] = [
    ...Object.entries(HOSTILE_TEXTS).map(([what, text]): [string, Uint8Array, Facts] => [
      `texts of ${what}`,
      inAll(text),
      allShown(shownText(text)),
    ]),
    ['texts of a megabyte', inAll('x'.repeat(1 << 20)), allShown(SHOWN_AT_MOST)],
    ['texts of spaces and line breaks', inAll(' \n'.repeat(1 << 19)), { format: 'generic-tiff' }],
    [
      'a description of a megabyte of angle brackets',
      described('<'.repeat(1 << 20)),
      { properties: { Description: '<'.repeat(500) } },
    ],
    [
      'a description that is no UTF-8',
      bytes(TEXTS.Description, 2, Uint8Array.of(0x78, 0xff, 0xfe, 0xc0, 0)),
      { properties: { Description: 'x\ufffd\ufffd\ufffd' } },
    ],
    [
      'a description that does not end',
      bytes(TEXTS.Description, 2, Uint8Array.of(0x78, 0x79)),
      { properties: { Description: 'xy' } },
    ],
    ['a description of numbers', bytes(TEXTS.Description, 5, new Uint8Array(64)), { format: 'generic-tiff' }],
    [
      'a description that is OME-XML without an end',
      described(`<?xml version="1.0"?><OME ${'<Image '.repeat(20_000)}`),
      { format: 'generic-tiff' },
    ],
    ['software of 5 MB', good.withText(TEXTS.Software, 'x'.repeat(5 << 20)), { code: 'slide/damaged' }],
    [
      'software named Philips, and markup',
      good.withText(TEXTS.Software, `Philips${HOSTILE_TEXTS.script}`),
      { code: 'slide/unsupported-layout' },
    ],
    ['XMP of markup', bytes(XMP, 1, new TextEncoder().encode(HOSTILE_TEXTS.script)), { format: 'generic-tiff' }],
    ['XMP of 4 MB of angle brackets', bytes(XMP, 1, new Uint8Array(4 << 20).fill(0x3c)), { format: 'generic-tiff' }],
  ];
  return rows.map(([name, file, ending]) => ({
    name,
    location: tiff(file),
    ...('code' in ending ? { expected: ending } : { expected: { picture: 'undamaged' }, describes: ending as Facts }),
  }));
}

/** On one small image of 0.5 µm/px. */
export async function tiffFactFamilies(): Promise<SlideFamily[]> {
  const fraction = { type: 5, values: [20_000] } as const;
  const tags = { [X]: fraction, [Y]: fraction, [UNIT]: { type: 3, values: [3] } } as const;
  const bytes = await writeTiff({
    images: [{ width: 50, height: 34, pixel: (x, y) => [x * 5, y * 7, 70], tile: 64, compression: 'deflate', tags }],
  });
  const good = new TiffEdit(bytes);
  return [
    { name: 'TIFF resolution', good: tiff(bytes), cases: resolutionCases(good) },
    { name: 'TIFF descriptions', good: tiff(bytes), cases: textCases(good) },
  ];
}
