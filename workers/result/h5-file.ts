import type * as H5Wasm from 'h5wasm';
import type { Metadata } from 'h5wasm';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { shortened, type Problem, type UnreadableDataset } from '#core/errors/problems.ts';
import { IMPORT_LIMITS } from '#core/result/imports/imported-maps.ts';
import type { H5Attribute, H5Content, H5Found, H5Source } from '#core/result/h5-content.ts';

/** Text of an attribute beyond this is not read. */
const MAX_ATTRIBUTE_BYTES = 10_000;

/** Objects of a root group beyond these make a file none that is meant here. */
const MAX_OBJECTS = 1000;

/** Bytes of one dataset in memory; a damaged or hostile file may claim any size. */
const MAX_DATASET_BYTES = IMPORT_LIMITS.values * 8;

/** Bytes that one chunk unpacks to: the library makes room for a whole one, however small the dataset. */
const MAX_CHUNK_BYTES = 64 * 2 ** 20;

/** Chunks of one dataset: CLAM's scripts write one per patch. */
const MAX_CHUNKS = 2 * IMPORT_LIMITS.patches;

/** Rows per chunk of what is written: chunks of some 64 kB or more compress and read well. */
const CHUNK_ROWS = 16_384;

/** Numbers of HDF5's type classes (H5T_class_t). */
const INTEGER = 0;
const FLOAT = 1;
const STRING = 3;

type Library = typeof H5Wasm & { readonly files: NonNullable<(typeof H5Wasm)['FS']> };

/** The library, some 1 MB as sent: fetched when the first HDF5 file is read or written. */
async function library(): Promise<Library> {
  const h5 = await import('h5wasm');
  const module = await h5.ready;
  // What is wrong with a file is thrown as an error; by itself the library writes it to the console.
  module.activate_throwing_error_handler();
  return { ...h5, files: module.FS };
}

/**
 * Writes an HDF5 file: datasets in chunks, deflated, in HDF5's earliest format, which every reader knows. Attributes are int32 where whole, else
 * float64; text is UTF-8.
 */
export async function writeH5({ datasets, attributes }: H5Content): Promise<Uint8Array<ArrayBuffer>> {
  const { File, files } = await library();
  const path = '/out.h5';
  const file = new File(path, 'w', { libver: ['earliest', 'latest'] });
  try {
    for (const [name, value] of Object.entries(attributes)) setAttribute(file, name, value);
    for (const { name, shape, data, attributes: own } of datasets) {
      const chunks = [Math.max(1, Math.min(CHUNK_ROWS, shape[0] ?? 1)), ...shape.slice(1)];
      const compressed = data.length > 0 ? { chunks, compression: 'gzip' as const, compression_opts: 4 } : {};
      const made = file.create_dataset({ name, data, shape: [...shape], ...compressed });
      for (const [attribute, value] of Object.entries(own)) setAttribute(made, attribute, value);
    }
  } finally {
    file.close();
  }
  const bytes = Uint8Array.from(files.readFile(path));
  files.unlink(path);
  return bytes;
}

interface HasAttributes {
  create_attribute(
    name: string,
    data: Int32Array | Float64Array | string,
    shape?: number[] | null,
    dtype?: string | null,
  ): void;
}

function setAttribute(holder: HasAttributes, name: string, value: H5Attribute): void {
  if (typeof value === 'string') {
    // A string of no characters cannot be written as one of fixed length.
    if (value !== '') holder.create_attribute(name, value);
    return;
  }
  const numbers = typeof value === 'number' ? [value] : value;
  const isWhole = numbers.every((one) => Number.isInteger(one) && Math.abs(one) < 2 ** 31);
  const data = isWhole ? Int32Array.from(numbers) : Float64Array.from(numbers);
  holder.create_attribute(name, data, typeof value === 'number' ? [] : [numbers.length]);
}

/**
 * Opens an HDF5 file that anyone may have written and gives it to `read`; sizes are checked before anything of it is unpacked.
 *
 * @param name of the file, for messages
 * @throws FoveaError `result/invalid` where it is no HDF5 file or damaged; what `read` throws
 */
export async function withH5<T>(bytes: Uint8Array<ArrayBuffer>, name: string, read: (file: H5Source) => T): Promise<T> {
  const { File, Dataset, files } = await library();
  const path = '/in.h5';
  const invalid = (problem: Problem, cause?: unknown) =>
    new FoveaError('result/invalid', { name, problems: [problem], more: 0 }, { cause });
  const attempt = <R>(problem: Problem, act: () => R): R => {
    try {
      return act();
    } catch (cause) {
      throw invalid(problem, cause);
    }
  };
  const unreadable = (dataset: string, why: UnreadableDataset): Problem => ({
    code: 'h5-unreadable',
    name: shortened(dataset),
    why,
  });
  files.writeFile(path, bytes);
  try {
    const file = attempt({ code: 'h5-not-opened' }, () => new File(path, 'r'));
    if (file.file_id < 0n) throw invalid({ code: 'h5-not-opened' });
    try {
      const names = attempt({ code: 'h5-not-listed' }, () => file.keys());
      if (names.length > MAX_OBJECTS)
        throw invalid({ code: 'h5-too-many-objects', objects: names.length, most: MAX_OBJECTS });
      const open = new Map<string, InstanceType<typeof Dataset>>();
      const datasets = names.flatMap((one): H5Found[] => {
        const dataset = attempt(unreadable(one, 'damaged'), () => file.get(one));
        if (!(dataset instanceof Dataset)) return [];
        const { shape, type, size, vlen } = attempt(unreadable(one, 'damaged'), () => dataset.metadata);
        open.set(one, dataset);
        const isNumbers = !vlen && (type === INTEGER ? size <= 8 : type === FLOAT && (size === 4 || size === 8));
        return [{ name: one, shape: shape ?? [], kind: isNumbers && shape ? 'numbers' : 'other' }];
      });
      const opened = (one: string) => {
        const dataset = open.get(one);
        if (!dataset) throw new Error(`no dataset ${one}`);
        return dataset;
      };
      const valuesOf = (one: string): ArrayLike<number | bigint> => {
        const dataset = opened(one);
        const metadata = attempt(unreadable(one, 'damaged'), () => dataset.metadata);
        const why = beyondBounds(metadata);
        if (why) throw invalid(unreadable(one, why));
        return attempt(unreadable(one, 'damaged'), () => listOf(dataset.value, metadata.total_size));
      };
      return read({
        datasets,
        numbers: (one) => Float64Array.from(valuesOf(one) as ArrayLike<number>, Number),
        float32s: (one) => {
          const values = valuesOf(one);
          return values instanceof Float32Array
            ? new Float32Array(values)
            : Float32Array.from(values as ArrayLike<number>, Number);
        },
        attribute: (one, attribute) =>
          attempt({ code: 'h5-attribute', name: shortened(one) }, () => attributeOf(opened(one).attrs[attribute])),
      });
    } finally {
      file.close();
    }
  } finally {
    files.unlink(path);
  }
}

/** The value of an attribute that is numbers, or text, and short. */
function attributeOf(
  attribute: { readonly metadata: Metadata; readonly value: unknown } | undefined,
): H5Attribute | null {
  if (!attribute) return null;
  const { type, size, total_size: count, shape } = attribute.metadata;
  if (!shape || size * count > MAX_ATTRIBUTE_BYTES) return null;
  if (type === STRING)
    return typeof attribute.value === 'string' ? attribute.value.slice(0, MAX_ATTRIBUTE_BYTES) : null;
  if (type !== INTEGER && type !== FLOAT) return null;
  const { value } = attribute;
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  return ArrayBuffer.isView(value) ? Array.from(listOf(value, count), Number) : null;
}

/** Why unpacking a dataset would take more memory or time than any that is meant here; null where it would not. */
export function beyondBounds({
  shape,
  chunks,
  size,
  total_size: count,
}: Pick<Metadata, 'shape' | 'chunks' | 'size' | 'total_size'>): UnreadableDataset | null {
  if (count * size > MAX_DATASET_BYTES) return 'too-large';
  if (!chunks) return null;
  if (chunks.reduce((product, length) => product * length, size) > MAX_CHUNK_BYTES) return 'large-chunks';
  const number = chunks.reduce((product, length, i) => product * Math.ceil((shape?.[i] ?? 0) / length), 1);
  return number <= MAX_CHUNKS ? null : 'many-chunks';
}

/** Numbers of any type that the library gives. */
function listOf(value: unknown, count: number): ArrayLike<number | bigint> {
  const list: ArrayLike<number | bigint> =
    typeof value === 'number' || typeof value === 'bigint' ? [value] : (value as ArrayLike<number | bigint>);
  if (!ArrayBuffer.isView(value) && list.length !== 1) throw new Error('not numbers');
  if (list.length !== count) throw new Error(`${list.length} values, not ${count}`);
  return list;
}
