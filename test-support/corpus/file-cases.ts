/** Manifests, bundles, golden answers, result files, files of other programs, links: what anyone may hand over besides slides. */
import { unzipSync, zipSync, type Zippable } from 'fflate';
import { ANNOTATION_LIMITS } from '#core/annotations/annotation.ts';
import type { ErrorCode } from '#core/errors/fovea-error.ts';
import { CSV_LIMITS } from '#core/result/imports/csv-rows.ts';
import { IMPORT_LIMITS } from '#core/result/imports/imported-maps.ts';
import { RESULT_LIMITS } from '#core/result/result-schema.ts';
import { deflateBomb } from './bomb.ts';
import { HOSTILE_TEXTS } from './hostile-text.ts';
import { linkHeader, resealedLink, sealedLink, textBytes, type allParsers, type ParserName } from './parsers.ts';

type Bytes = Uint8Array<ArrayBuffer>;

export interface FileCase {
  readonly parser: ParserName;
  readonly name: string;
  readonly bytes: Bytes;
  /** `read`: an object comes of it, texts in it as they were; else the code. */
  readonly expected: 'read' | ErrorCode;
}

type Parsers = Awaited<ReturnType<typeof allParsers>>;
type Row = readonly [name: string, bytes: Bytes, expected: FileCase['expected']];

/** JSON with the value at a path (`a.0.b`) replaced; undefined takes it away. */
function withValue(good: Bytes, path: string, value: unknown): Bytes {
  const whole = JSON.parse(new TextDecoder().decode(good)) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = whole;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
  return textBytes(JSON.stringify(whole));
}

/** Text where a number has to stand that JSON.stringify does not write. */
const withRaw = (good: Bytes, path: string, raw: string): Bytes =>
  textBytes(new TextDecoder().decode(withValue(good, path, '@raw@')).replace('"@raw@"', raw));

const DEEP = 200_000;

/** A text of one piece again and again. */
function repeated(head: string, piece: string, times: number, tail = ''): Bytes {
  const bytes = new Uint8Array(head.length + piece.length * times + tail.length);
  bytes.set(textBytes(head));
  bytes.set(Buffer.alloc(piece.length * times, piece), head.length);
  bytes.set(textBytes(tail), bytes.length - tail.length);
  return bytes;
}

/** A quarter of what such a file may have: enough to see what it costs. */
const LARGE_BYTES = IMPORT_LIMITS.bytes / 4;
/** More than any of these files may have; one for all of them. */
const TOO_MANY_BYTES: Bytes = new Uint8Array(Math.max(IMPORT_LIMITS.bytes, RESULT_LIMITS.bytes) + 1);

/** What is no such JSON at all. */
function jsonRows(good: Bytes, code: ErrorCode): Row[] {
  const text = new TextDecoder().decode(good);
  return [
    ['nothing', textBytes(''), code],
    ['null', textBytes('null'), code],
    ['a number', textBytes('1e999'), code],
    ['a list', textBytes('[]'), code],
    ['an empty object', textBytes('{}'), code],
    ['cut off in the middle', textBytes(text.slice(0, text.length >> 1)), code],
    ['cut off before its last brace', textBytes(text.trimEnd().slice(0, -1)), code],
    ['lists in lists without end', textBytes('['.repeat(DEEP)), code],
    ['lists in lists, all closed', textBytes('['.repeat(DEEP) + ']'.repeat(DEEP)), code],
    ['objects in objects', textBytes('{"a":'.repeat(DEEP / 10) + '1' + '}'.repeat(DEEP / 10)), code],
    ['binary data', new Uint8Array(1000).fill(0xff), code],
    [
      'keys of a prototype alone',
      textBytes('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
      code,
    ],
    ['two of them', textBytes(text + text), code],
  ];
}

function manifestRows(good: Bytes): Row[] {
  const bad = 'model/invalid-manifest' as const;
  const change = (path: string, value: unknown, expected: FileCase['expected'] = bad): Row => [
    `${path}: ${(JSON.stringify(value) as string | undefined)?.slice(0, 40) ?? 'absent'}`,
    withValue(good, path, value),
    expected,
  ];
  return [
    ...jsonRows(good, bad),
    ['2 MB of spaces around it', textBytes(' '.repeat(2 << 20) + new TextDecoder().decode(good)), bad],
    change('architecture', 'clam', 'model/unsupported'),
    change('architecture', HOSTILE_TEXTS.script, 'model/unsupported'),
    change('architecture', 'x'.repeat(100_000), 'model/unsupported'),
    change('architecture', 7),
    change('architecture', undefined),
    change('spec_version', '2.0'),
    change('id', '../../etc'),
    change('id', 'x'.repeat(65)),
    change('id', '__proto__'),
    change('id', ''),
    change('version', '1.0.0; rm -rf /'),
    change('num_classes', 0),
    change('num_classes', -1),
    change('num_classes', 1e9),
    change('num_classes', 2.5),
    change('class_names', []),
    change('class_names', ['a', 'b', 'c']),
    change('positive_class', 99),
    change('patch_size_pixels', 0),
    change('patch_size_pixels', 1e9),
    change('spacing_um_px', 0),
    change('spacing_um_px', -0.5),
    change('spacing_um_px', 1e308),
    ['spacing_um_px: 1e999', withRaw(good, 'spacing_um_px', '1e999'), bad],
    ['spacing_um_px: NaN', withRaw(good, 'spacing_um_px', 'NaN'), bad],
    change('encoder.feature_dim', 2 ** 31),
    change('head.features', 5),
    change('files', []),
    change('files.0.path', '../../../etc/passwd'),
    change('files.0.path', 'https://evil.test/x'),
    change('files.0.path', 'a\\b'),
    change('files.0.path', 'a%2e%2e/b'),
    change('files.0.path', 'model.json'),
    change('files.0.path', 'javascript:alert(1)'),
    change('files.0.bytes', -1),
    change('files.0.bytes', 2 ** 53),
    change('files.0.sha256', 'x'),
    change('files.1.path', 'encoder.onnx'),
    change('golden.head', 'nowhere.safetensors'),
    change('maps', []),
    change('maps.0.id', 'constructor'),
    change('intended_use', 'x'.repeat(20_000)),
    ...Object.entries(HOSTILE_TEXTS).flatMap(([what, text]): Row[] => [
      [`a name of ${what}`, withValue(good, 'name', text), 'read'],
      [`a class of ${what}`, withValue(good, 'class_names.0', text), 'read'],
    ]),
  ];
}

function indexRows(): Row[] {
  const bad = 'model/invalid-manifest' as const;
  const one = (id: unknown, path: unknown, expected: FileCase['expected'] = bad): Row => [
    `${String(id)} at ${String(path)}`,
    textBytes(JSON.stringify({ bundles: [{ id, path }] })),
    expected,
  ];
  return [
    ['an empty object', textBytes('{}'), bad],
    ['a list', textBytes('[]'), bad],
    one('a', '../a'),
    one('a', '//evil.test/a'),
    one('a', 'https://evil.test/a'),
    one('a', 'a?b'),
    one('', 'a'),
    one('x'.repeat(65), 'a'),
    one(7, 'a'),
    [
      'ten thousand bundles',
      textBytes(
        JSON.stringify({ bundles: Array.from({ length: 10_000 }, (_, i) => ({ id: `a${i}`, path: `a${i}` })) }),
      ),
      bad,
    ],
  ];
}

const END_RECORD = 22;

function zipRows(good: Bytes, manifest: Bytes): Row[] {
  const bad = 'model/invalid-bundle' as const;
  const edited = (change: (view: DataView, end: number, directory: number, bytes: Bytes) => void): Bytes => {
    const copy = good.slice();
    const view = new DataView(copy.buffer);
    const end = copy.length - END_RECORD;
    change(view, end, view.getUint32(end + 16, true), copy);
    return copy;
  };
  const zip = (entries: Zippable) => new Uint8Array(zipSync(entries));
  const withFile = (path: string) => zip({ 'model.json': manifest, [path]: textBytes('x') });
  return [
    ['nothing', new Uint8Array(0), bad],
    ['text', textBytes('not a zip at all'), bad],
    ['an end record alone', good.slice(good.length - END_RECORD), bad],
    ['no end record', good.slice(0, good.length - END_RECORD), bad],
    ['cut off in its listing', good.slice(0, good.length - 60), bad],
    ['its first half', good.slice(0, good.length >> 1), bad],
    ['its second half', good.slice(good.length >> 1), bad],
    [
      '65,534 entries stated',
      edited((view, end) => {
        view.setUint16(end + 10, 65_534, true);
      }),
      bad,
    ],
    [
      '65,535 entries stated (zip64)',
      edited((view, end) => {
        view.setUint16(end + 10, 65_535, true);
      }),
      bad,
    ],
    [
      'no entries stated',
      edited((view, end) => {
        view.setUint16(end + 10, 0, true);
      }),
      bad,
    ],
    [
      'one entry too many stated',
      edited((view, end) => {
        view.setUint16(end + 10, view.getUint16(end + 10, true) + 1, true);
      }),
      bad,
    ],
    [
      'a listing past the end',
      edited((view, end) => {
        view.setUint32(end + 16, 2 ** 31, true);
      }),
      bad,
    ],
    [
      'a listing at 2³² − 1 (zip64)',
      edited((view, end) => {
        view.setUint32(end + 16, 2 ** 32 - 1, true);
      }),
      bad,
    ],
    [
      'a listing of 4 GB',
      edited((view, end) => {
        view.setUint32(end + 12, 2 ** 32 - 2, true);
      }),
      bad,
    ],
    [
      'a listing of 0 bytes',
      edited((view, end) => {
        view.setUint32(end + 12, 0, true);
      }),
      bad,
    ],
    [
      'a listing inside the first file',
      edited((view, end) => {
        view.setUint32(end + 16, 10, true);
      }),
      bad,
    ],
    [
      'a name of 65,535 bytes',
      edited((view, _, at) => {
        view.setUint16(at + 28, 65_535, true);
      }),
      bad,
    ],
    [
      'an extra field of 65,535 bytes',
      edited((view, _, at) => {
        view.setUint16(at + 30, 65_535, true);
      }),
      bad,
    ],
    [
      'its manifest encrypted',
      edited((view, _, at) => {
        view.setUint16(at + 8, 1, true);
      }),
      bad,
    ],
    [
      'its manifest packed in another way',
      edited((view, _, at) => {
        view.setUint16(at + 10, 99, true);
      }),
      bad,
    ],
    [
      'its manifest stated 2³² − 1 bytes long (zip64)',
      edited((view, _, at) => {
        view.setUint32(at + 24, 2 ** 32 - 1, true);
      }),
      bad,
    ],
    [
      'its manifest stated 2 GB long',
      edited((view, _, at) => {
        view.setUint32(at + 24, 2 ** 31, true);
      }),
      bad,
    ],
    [
      'its manifest packed to 2 GB',
      edited((view, _, at) => {
        view.setUint32(at + 20, 2 ** 31, true);
      }),
      bad,
    ],
    [
      'its manifest at another place',
      edited((view, _, at) => {
        view.setUint32(at + 42, 7, true);
      }),
      bad,
    ],
    [
      'its manifest past the end',
      edited((view, _, at) => {
        view.setUint32(at + 42, 2 ** 31, true);
      }),
      bad,
    ],
    [
      'its manifest damaged',
      edited((view, _, __, bytes) => {
        bytes.fill(0xff, 60, 90);
      }),
      bad,
    ],
    ['a manifest that is a bomb', bombed('model.json', 2 ** 31), bad],
    ['a manifest that is a bomb and lies about its size', bombed('model.json', 1000), bad],
    ['all files at the place of the manifest', overlapping(good), 'read'],
    ['a bomb beside its files', bombed('more.bin', 2 ** 31, unzipSync(good)), 'read'],
    ['a zip64 whose numbers are in its own records', zip64(good), bad],
    ['a zip64 whose old end record holds them too', zip64(good, { isOldWhole: true }), 'read'],
    ['a zip64 whose own end record is at 2⁶⁴ − 1', zip64(good, { endAt: 2n ** 64n - 1n }), bad],
    ['a bundle in an archive', zip({ 'bundle.zip': good }), bad],
    ['a bundle in an archive in an archive, a hundred deep', nested(good, 100), bad],
    ['an archive for a manifest', zip({ 'model.json': good }), 'model/invalid-manifest'],
    ['its files and archives of archives beside them', inFolders(good, [''], { 'more.zip': nested(good, 20) }), 'read'],
    ['in one folder', inFolders(good, ['b/']), 'read'],
    ['in two folders', inFolders(good, ['a/', 'b/']), bad],
    ['in a folder of a folder', inFolders(good, ['a/b/']), bad],
    ['490 folders down', inFolders(good, ['a/'.repeat(490)]), bad],
    ['no manifest', zip({ 'a.txt': textBytes('x') }), bad],
    ['a manifest and no files', zip({ 'model.json': manifest }), bad],
    ['a manifest of nothing', zip({ 'model.json': new Uint8Array(0) }), 'model/invalid-manifest'],
    ['a manifest of markup', zip({ 'model.json': textBytes(HOSTILE_TEXTS.script) }), 'model/invalid-manifest'],
    ...['../evil', '/etc/evil', 'C:/evil', '..\\evil', 'a//b', 'a/../b', './a', 'a\u0000b', 'x'.repeat(1001)].map(
      (path): Row => [`a file at ${path.slice(0, 20).replace(/\p{Cc}/gu, '␀')}`, withFile(path), bad],
    ),
    // The library that packs them cannot write this one.
    ...Object.entries(HOSTILE_TEXTS)
      .filter(([what]) => what !== 'prototype')
      .map(([what, text]): Row => [`a file named ${what}`, withFile(text), bad]),
    ['a file twice', twice(zip({ 'model.json': manifest, 'model.jsox': manifest }), 'model.jsox', 'model.json'), bad],
    [
      'five thousand files',
      zip(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${i}`, new Uint8Array(0)]))),
      bad,
    ],
  ];
}

/** The archive with the end records of a zip64 in front of the old one, which holds no numbers then, or those too. */
function zip64(zip: Bytes, { isOldWhole = false, endAt = 0n }: { isOldWhole?: boolean; endAt?: bigint } = {}): Bytes {
  const at = zip.length - END_RECORD;
  const old = zip.slice(at);
  const oldView = new DataView(old.buffer);
  const [count, bytes, from] = [oldView.getUint16(10, true), oldView.getUint32(12, true), oldView.getUint32(16, true)];
  const own = new Uint8Array(56 + 20);
  const view = new DataView(own.buffer);
  view.setUint32(0, 0x06064b50, true);
  view.setBigUint64(4, 44n, true);
  view.setUint16(12, 45, true);
  view.setUint16(14, 45, true);
  view.setBigUint64(24, BigInt(count), true);
  view.setBigUint64(32, BigInt(count), true);
  view.setBigUint64(40, BigInt(bytes), true);
  view.setBigUint64(48, BigInt(from), true);
  view.setUint32(56, 0x07064b50, true);
  view.setBigUint64(64, endAt || BigInt(at), true);
  view.setUint32(72, 1, true);
  if (!isOldWhole) old.fill(0xff, 8, 20);
  return Uint8Array.from([...zip.subarray(0, at), ...own, ...old]);
}

/** An archive in an archive, so deep. */
function nested(zip: Bytes, depth: number): Bytes {
  return depth === 0 ? zip : nested(new Uint8Array(zipSync({ 'a.zip': zip }, { level: 0 })), depth - 1);
}

/** The archive's files in each of these folders, and more. */
function inFolders(zip: Bytes, folders: readonly string[], more: Zippable = {}): Bytes {
  const files = Object.entries(unzipSync(zip));
  return new Uint8Array(
    zipSync({
      ...Object.fromEntries(folders.flatMap((folder) => files.map(([path, bytes]) => [folder + path, bytes] as const))),
      ...more,
    }),
  );
}

/** An archive whose first file is a bomb of 2 GB, which is listed as so many bytes. */
function bombed(path: string, listedBytes: number, more: Zippable = {}): Bytes {
  const zip = new Uint8Array(zipSync({ [path]: deflateBomb(2048), ...more }, { level: 0 }));
  const view = new DataView(zip.buffer);
  const listing = view.getUint32(zip.length - END_RECORD + 16, true);
  // Deflated, as its bytes are already.
  view.setUint16(8, 8, true);
  view.setUint16(listing + 10, 8, true);
  view.setUint32(listing + 24, listedBytes, true);
  return zip;
}

/** Every file's data at the place of the first one's: sizes are the manifest's, so it is read, and no hash fits later. */
function overlapping(zip: Bytes): Bytes {
  const copy = zip.slice();
  const view = new DataView(copy.buffer);
  let at = view.getUint32(copy.length - END_RECORD + 16, true);
  for (let i = view.getUint16(copy.length - END_RECORD + 10, true); i > 0; i -= 1) {
    view.setUint32(at + 42, 0, true);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return copy;
}

/** One name for another, of the same length, wherever it stands. */
function twice(zip: Bytes, from: string, to: string): Bytes {
  const latin = new TextDecoder('latin1').decode(zip).replaceAll(from, to);
  return Uint8Array.from(latin, (character) => character.charCodeAt(0));
}

function goldenRows(good: Bytes): Row[] {
  const bad = 'model/invalid-manifest' as const;
  const file = (header: string, data = new Uint8Array(0), stated = header.length): Bytes => {
    const bytes = new Uint8Array(8 + header.length + data.length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(stated), true);
    bytes.set(textBytes(header), 8);
    bytes.set(data, 8 + header.length);
    return bytes;
  };
  const tensor = (more: object) =>
    JSON.stringify({ features: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...more } });
  const eight = new Uint8Array(8);
  return [
    ['nothing', new Uint8Array(0), bad],
    ['seven bytes', new Uint8Array(7), bad],
    ['a header of 2⁶³ bytes', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80, 1), bad],
    ['a header of 0 bytes', new Uint8Array(8), bad],
    ['a header longer than the file', file('{}', eight, 100), bad],
    ['a header that is not JSON', file('{"a":'), bad],
    ['a header of markup', file(HOSTILE_TEXTS.script), bad],
    ['a header of lists in lists', file('['.repeat(100_000)), bad],
    ['no tensor', file('{}'), bad],
    ['one tensor as it should be', file(tensor({}), eight), 'read'],
    ['a tensor of type F64', file(tensor({ dtype: 'F64' }), eight), bad],
    ['a tensor of type I32', file(tensor({ dtype: 'I32' }), eight), bad],
    ['a tensor past the end', file(tensor({ data_offsets: [0, 8] }), eight.subarray(4)), bad],
    ['a tensor before the beginning', file(tensor({ data_offsets: [-8, 0] }), eight), bad],
    ['a tensor that ends before it begins', file(tensor({ data_offsets: [8, 0] }), eight), bad],
    ['a tensor of a shape without end', file(tensor({ shape: [2 ** 31, 2 ** 31, 2 ** 31] }), eight), bad],
    ['a tensor of a negative shape', file(tensor({ shape: [-2, -1] }), eight), bad],
    ['a tensor of a fractional shape', file(tensor({ shape: [0.5, 4] }), eight), bad],
    ['a tensor of a shape of a thousand sides', file(tensor({ shape: new Array<number>(1000).fill(1) }), eight), bad],
    [
      'a hundred thousand tensors',
      file(
        JSON.stringify(
          Object.fromEntries(
            Array.from({ length: 20_000 }, (_, i) => [`t${i}`, { dtype: 'U8', shape: [8], data_offsets: [0, 8] }]),
          ),
        ),
        eight,
      ),
      bad,
    ],
    ['cut off in its header', good.slice(0, 40), bad],
    ['cut off in its data', good.slice(0, good.length - 4), bad],
  ];
}

function resultRows(good: Bytes): Row[] {
  const bad = 'result/invalid' as const;
  const change = (path: string, value: unknown, expected: FileCase['expected'] = bad): Row => [
    `${path}: ${(JSON.stringify(value) as string | undefined)?.slice(0, 40) ?? 'absent'}`,
    withValue(good, path, value),
    expected,
  ];
  return [
    ...jsonRows(good, bad),
    ['a byte more than may be', TOO_MANY_BYTES, bad],
    ['megabytes of brackets', new Uint8Array(LARGE_BYTES).fill(0x5b), bad],
    change('format', 'other'),
    change('version', 2),
    change('id', ''),
    change('id', 'x'.repeat(101)),
    change('patches', []),
    change('patches', {}),
    change('patches.0.width', 0),
    change('patches.0.width', -254),
    change('patches.0.width', 2 ** 31),
    change('patches.0.x', 0.5),
    change('patches.0.x', 2 ** 40),
    change('patches.0', null),
    change('maps', { constructor: { values: [1, 2, 3] } }, 'read'),
    change('maps.task-relevance.values', [1, 2]),
    change('maps.task-relevance.values', [1, 2, 'x']),
    change('maps.task-relevance.values', [1, 2, 1e300]),
    change('maps.task-relevance.values', [null, null, null], 'read'),
    ['maps: 1e999', withRaw(good, 'maps.task-relevance.values.0', '1e999'), bad],
    ['maps: NaN', withRaw(good, 'maps.task-relevance.values.0', 'NaN'), bad],
    change('answer', {}),
    change('answer.scores', [0.5]),
    change('answer.scores', [2, -1]),
    change('answer.classes', []),
    change('run.slide.width', -1),
    change('run.slide.width', 1e12),
    change('run.slide.spacingXUmPerPx', 0),
    change('run.slide.spacingXUmPerPx', -0.25),
    change('run.slide.fingerprint', 'x'),
    change('run.bundle.architecture', 'clam'),
    change('run.plan.stepPx', 0),
    change('run.backEnd.threads', 0),
    change('run.startedAt', 'yesterday'),
    change('run.damagedTiles', -1),
    change('run.notes', new Array(200).fill('x')),
    change('run.notes', ['x'.repeat(10_001)]),
    change('run.slide.name', 'x'.repeat(1001)),
    change('timings.totalSeconds', -1),
    change('__proto__', { polluted: 1 }, 'read'),
    ...Object.entries(HOSTILE_TEXTS).flatMap(([what, text]): Row[] => [
      [`a slide named ${what}`, withValue(good, 'run.slide.name', text), 'read'],
      [`a model named ${what}`, withValue(good, 'run.bundle.name', text), 'read'],
      [`a class named ${what}`, withValue(good, 'answer.classes.0', text), 'read'],
      [`a note of ${what}`, withValue(good, 'run.notes.0', text), 'read'],
    ]),
  ];
}

const HEAD = 'minx,miny,width,height';

function csvRows(good: Bytes): Row[] {
  const bad = 'result/invalid' as const;
  const text = new TextDecoder().decode(good);
  const row = (line: string, header = `${HEAD},a`): Bytes => textBytes(`${header}\n${line}\n`);
  return [
    ['nothing', textBytes(''), bad],
    ['spaces', textBytes('   \n  \n'), bad],
    ['a header alone', textBytes(`${HEAD},a\n`), bad],
    ['binary data', new Uint8Array(1000).fill(0xfe), bad],
    ['NULs', new Uint8Array(100_000), bad],
    ['semicolons', textBytes(text.replaceAll(',', ';')), bad],
    ['a row too short', row('0,0,10'), bad],
    ['a row too long', row('0,0,10,10,1,2'), bad],
    ['a word for a place', row('x,0,10,10,1'), bad],
    ['a place in hex', row('0x10,0,10,10,1'), bad],
    ['a place of Infinity', row('Infinity,0,10,10,1'), bad],
    ['a place of 1e308', row('1e308,0,10,10,1'), bad],
    ['a width of 0', row('0,0,0,10,1'), bad],
    ['a negative width', row('0,0,-10,10,1'), bad],
    ['a value of 1e300', row('0,0,10,10,1e300'), bad],
    ['a column twice', row('0,0,10,10,1,2', `${HEAD},a,a`), bad],
    ['a column of no name', row('0,0,10,10,1,2', `${HEAD},,a`), bad],
    [
      'a hundred columns',
      row(`0,0,10,10${',1'.repeat(100)}`, HEAD + Array.from({ length: 100 }, (_, i) => `,c${i}`).join('')),
      bad,
    ],
    ['a name of 300 characters', row('0,0,10,10,1', `${HEAD},${'x'.repeat(300)}`), bad],
    ['a quote that never ends', row('0,0,10,10,"1'), 'read'],
    ['a quote of a megabyte that never ends', row(`0,0,10,10,"${'x'.repeat(1 << 20)}`), bad],
    ['a line of a megabyte', row('1'.repeat(1 << 20)), bad],
    ['a line of a hundred thousand commas', row(','.repeat(100_000)), bad],
    ['ten thousand quotes', row('"'.repeat(10_000)), bad],
    ['a column of formulas', row(`0,0,10,10,1,${HOSTILE_TEXTS.formula.replaceAll('"', '')}`, `${HEAD},a,b`), bad],
    ['cut off in a row', textBytes(text.slice(0, text.length - 8)), 'read'],
    ['a row more than may be', repeated(`${HEAD},a\n`, '0,0,1,1,1\n', IMPORT_LIMITS.patches + 1), bad],
    ['as many columns as may be', columns(IMPORT_LIMITS.maps, 1), 'read'],
    ['a column more than may be', columns(IMPORT_LIMITS.maps + 1, 1), bad],
    ['a row more than values may be', columns(IMPORT_LIMITS.maps, IMPORT_LIMITS.values / IMPORT_LIMITS.maps + 1), bad],
    ['a line as long as may be', row(`0,0,10,${'0'.repeat(CSV_LIMITS.characters - 11)}10,1`), 'read'],
    ['a line longer than may be', row(`0,0,10,${'0'.repeat(CSV_LIMITS.characters - 10)}10,1`), bad],
    ['a byte more than may be', TOO_MANY_BYTES, bad],
    ['megabytes of line breaks', new Uint8Array(LARGE_BYTES).fill(10), bad],
    ...(['script', 'image', 'svg', 'prototype', 'bidi', 'template'] as const).map((what): Row => [
      `a column named ${what}`,
      row('0,0,10,10,1', `${HEAD},"${HOSTILE_TEXTS[what].replaceAll('"', '""')}"`),
      'read',
    ]),
  ];
}

/** So many columns of values, and rows without one. */
const columns = (count: number, rows: number): Bytes =>
  repeated(
    HEAD + Array.from({ length: count }, (_, i) => `,c${i}`).join('') + `\n0,0,1,1${',1'.repeat(count)}\n`,
    `0,0,1,1${','.repeat(count)}\n`,
    rows - 1,
  );

const square = [
  [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
    [0, 0],
  ],
];
const feature = (properties: object, geometry: unknown = { type: 'Polygon', coordinates: square }): object => ({
  type: 'Feature',
  geometry,
  properties,
});
const collection = (...features: unknown[]): Bytes =>
  textBytes(JSON.stringify({ type: 'FeatureCollection', features }));

function geoJsonRows(good: Bytes): Row[] {
  const bad = 'result/invalid' as const;
  const text = new TextDecoder().decode(good);
  const shape = (geometry: unknown): Bytes => collection(feature({ objectType: 'annotation' }, geometry));
  const tile = (measurements: unknown): Bytes => collection(feature({ objectType: 'tile', measurements }));
  return [
    ['an empty object', textBytes('{}'), bad],
    ['an empty list', textBytes('[]'), bad],
    ['no features', collection(), bad],
    ['features that are words', collection('a', 'b'), bad],
    ['cut off in the middle', textBytes(text.slice(0, text.length >> 1)), bad],
    ['lists in lists without end', textBytes('['.repeat(DEEP)), bad],
    [
      'coordinates in lists without end',
      textBytes(
        `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":${'['.repeat(5000)}${']'.repeat(5000)}},"properties":{}}]}`,
      ),
      bad,
    ],
    ['a shape of an unknown type', shape({ type: 'Sphere', coordinates: [] }), bad],
    ['a shape without coordinates', shape({ type: 'Polygon' }), bad],
    [
      'a polygon of two corners',
      shape({
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 1],
          ],
        ],
      }),
      bad,
    ],
    [
      'a corner of words',
      shape({
        type: 'Polygon',
        coordinates: [
          [
            ['a', 'b'],
            [1, 1],
            [2, 2],
          ],
        ],
      }),
      bad,
    ],
    [
      'a corner at 1e300',
      shape({
        type: 'Polygon',
        coordinates: [
          [
            [1e300, 0],
            [1, 1],
            [2, 2],
          ],
        ],
      }),
      bad,
    ],
    ['a corner of null', shape({ type: 'Polygon', coordinates: [[null, [1, 1], [2, 2]]] }), bad],
    [
      'a polygon of a hundred thousand corners',
      shape({ type: 'Polygon', coordinates: [Array.from({ length: 100_000 }, (_, i) => [i, i % 7])] }),
      bad,
    ],
    [
      'a collection in a collection',
      shape({ type: 'GeometryCollection', geometries: [{ type: 'GeometryCollection', geometries: [] }] }),
      bad,
    ],
    [
      'a hundred thousand points',
      shape({ type: 'MultiPoint', coordinates: Array.from({ length: 100_000 }, () => [1, 1]) }),
      bad,
    ],
    ['an object more than may be', repeated('{"features":[', '0,', IMPORT_LIMITS.patches, '0]}'), bad],
    [
      'as many objects as may be, none of them one',
      repeated('{"features":[', '0,', IMPORT_LIMITS.patches - 1, '0]}'),
      bad,
    ],
    ['as many annotations as may be', annotations(ANNOTATION_LIMITS.perSlide), 'read'],
    ['an annotation more than may be', annotations(ANNOTATION_LIMITS.perSlide + 1), bad],
    ['as many corners as may be', ring(ANNOTATION_LIMITS.corners), 'read'],
    ['a corner more than may be', ring(ANNOTATION_LIMITS.corners + 1), bad],
    ['as many measurements as may be', tile(measured(IMPORT_LIMITS.maps)), 'read'],
    ['a measurement more than may be', tile(measured(IMPORT_LIMITS.maps + 1)), bad],
    ['a byte more than may be', TOO_MANY_BYTES, bad],
    ['megabytes of brackets', new Uint8Array(LARGE_BYTES).fill(0x5b), bad],
    ['a measurement of a word', tile({ a: 'x' }), bad],
    ['a measurement of 1e300', tile({ a: 1e300 }), bad],
    [
      'a measurement named __proto__',
      textBytes(
        JSON.stringify({
          type: 'FeatureCollection',
          features: [feature({ objectType: 'tile', measurements: { a: 1 } })],
        }).replace('"a":1', '"__proto__":1,"a":1'),
      ),
      'read',
    ],
    ['a colour of words', collection(feature({ objectType: 'annotation', color: ['a', 'b', 'c'] })), 'read'],
    ['a colour of javascript', collection(feature({ objectType: 'annotation', color: 'javascript:alert(1)' })), 'read'],
    ...Object.entries(HOSTILE_TEXTS).map(([what, name]): Row => [
      `an annotation named ${what}`,
      collection(feature({ objectType: 'annotation', name })),
      'read',
    ]),
    ['a name of a megabyte', collection(feature({ objectType: 'annotation', name: 'x'.repeat(1 << 20) })), 'read'],
    ['an id of markup', collection({ ...feature({ objectType: 'annotation' }), id: HOSTILE_TEXTS.script }), 'read'],
  ];
}

const measured = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i}`, 1]));

/** So many annotations, each a square. */
const annotations = (count: number): Bytes => {
  const one = JSON.stringify(feature({ objectType: 'annotation' }));
  return repeated('{"type":"FeatureCollection","features":[', `${one},`, count - 1, `${one}]}`);
};

/** A polygon of so many corners; the first comes once more at its end. */
const ring = (corners: number): Bytes => {
  const points = Array.from({ length: corners }, (_, i) => [i, i % 7]);
  return collection(feature({ objectType: 'annotation' }, { type: 'Polygon', coordinates: [[...points, [0, 0]]] }));
};

/** Cut off at every sixteenth of its length, and bytes of its structures changed. */
function h5Rows(good: Bytes): Row[] {
  const bad = 'result/invalid' as const;
  const cuts = Array.from({ length: 15 }, (_, i): Row => {
    const at = Math.max(8, Math.floor((good.length * (i + 1)) / 16));
    return [`cut off at byte ${at}`, good.slice(0, at), bad];
  });
  const set = (at: number, ...values: number[]): Bytes => {
    const copy = good.slice();
    copy.set(values, at);
    return copy;
  };
  return [
    ...cuts,
    ['its signature alone', good.slice(0, 8), bad],
    ['a superblock of version 255', set(8, 255), bad],
    ['offsets of 1 byte', set(13, 1), bad],
    ['offsets of 0 bytes', set(13, 0), bad],
    ['a base address of 2⁶³', set(24 + 7, 0x80), bad],
    ['an end of file at 8', set(40, 8, 0, 0, 0, 0, 0, 0, 0), bad],
    ['zeros behind its signature', Uint8Array.from(good, (byte, i) => (i < 8 ? byte : 0)), bad],
    ['ones behind its signature', Uint8Array.from(good, (byte, i) => (i < 8 ? byte : 255)), bad],
  ];
}

function linkRows(good: Bytes): Row[] {
  const damaged = 'link/damaged' as const;
  const text = new TextDecoder().decode(good);
  const flip = (at: number): Bytes =>
    textBytes(text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1));
  const none = new Uint8Array(0);
  return [
    ['of version 2', textBytes('#v2.abc'), 'link/unknown-version'],
    ['of version 10³⁰', textBytes(`#v${'9'.repeat(30)}.abc`), 'link/unknown-version'],
    ['of nothing', textBytes('#v1.'), damaged],
    ['of markup', textBytes(`#v1.${HOSTILE_TEXTS.script}`), damaged],
    ['of 100,000 characters', textBytes(`#v1.${'A'.repeat(100_000)}`), 'link/too-long'],
    ['cut off in the middle', textBytes(text.slice(0, text.length >> 1)), damaged],
    ['with its last character gone', textBytes(text.slice(0, -1)), damaged],
    ...[10, 40, 100, 300].map((at): Row => [`with character ${at} another one`, flip(at), damaged]),
    ['of a bomb', sealedLink(deflateBomb(5)), 'link/too-large'],
    ['whose description is not JSON', sealedLink(linkHeader('{"id":'), none), damaged],
    ['whose description is lists in lists', sealedLink(linkHeader('['.repeat(200_000)), none), damaged],
    ['whose description is a prototype', sealedLink(linkHeader('{"__proto__":{"polluted":1}}'), none), 'link/invalid'],
    ['of one section', sealedLink(none), damaged],
    ['with more behind its end', resealedLink(good, (content) => Uint8Array.from([...content, 1, 2, 3])), damaged],
    [
      'with its lengths changed',
      resealedLink(good, (content) => content.map((byte, i) => (i === 0 ? byte ^ 0x7f : byte))),
      damaged,
    ],
  ];
}

function preferenceRows(): Row[] {
  return [
    ['nothing', textBytes(''), 'read'],
    ['markup', textBytes(HOSTILE_TEXTS.script), 'read'],
    ['lists in lists', textBytes('['.repeat(DEEP)), 'read'],
    ['a prototype', textBytes('{"__proto__":{"polluted":1}}'), 'read'],
    ['numbers beyond all bounds', textBytes('{"rail":1e999,"display":{"gamma":-1}}'), 'read'],
  ];
}

export function fileCases(parsers: Parsers): FileCase[] {
  const rows: Record<ParserName, Row[]> = {
    manifest: manifestRows(parsers.manifest.good),
    'bundle index': indexRows(),
    'zipped bundle': zipRows(parsers['zipped bundle'].good, parsers.manifest.good),
    'golden answers': goldenRows(parsers['golden answers'].good),
    'result file': resultRows(parsers['result file'].good),
    'patch scores (CSV)': csvRows(parsers['patch scores (CSV)'].good),
    GeoJSON: geoJsonRows(parsers.GeoJSON.good),
    HDF5: h5Rows(parsers.HDF5.good),
    'share link': linkRows(parsers['share link'].good),
    preferences: preferenceRows(),
  };
  return Object.entries(rows).flatMap(([parser, all]) =>
    all.map(([name, bytes, expected]) => ({ parser: parser as ParserName, name, bytes, expected })),
  );
}
