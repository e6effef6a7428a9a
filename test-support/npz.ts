import { unzipSync } from 'fflate';

const NUMPY = {
  '<f4': { bytes: 4, read: (view: DataView, at: number) => view.getFloat32(at, true) },
  '<i8': { bytes: 8, read: (view: DataView, at: number) => Number(view.getBigInt64(at, true)) },
  '|u1': { bytes: 1, read: (view: DataView, at: number) => view.getUint8(at) },
} as const;

/** One array of an `.npz`: its values in C order and its shape. Whole numbers come as numbers too. */
export interface NumpyArray {
  readonly dtype: keyof typeof NUMPY;
  readonly shape: readonly number[];
  /** Float32Array for `<f4`, Float64Array for `<i8`, Uint8Array for `|u1`. */
  readonly data: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
}

/** The arrays of an `.npz` file by name, as NumPy's `savez` wrote them. */
export interface Npz {
  readonly names: readonly string[];
  /** @throws Error where there is no such array */
  array(name: string): NumpyArray;
  /** A float32 array's values. @throws Error where it is missing or of another type */
  float32(name: string): Float32Array<ArrayBuffer>;
}

/** Reads an `.npz` of float32, int64 and uint8 arrays in C order, the ones that the reference answers use. */
export function readNpz(file: Uint8Array): Npz {
  const arrays = new Map(
    Object.entries(unzipSync(file)).map(([path, bytes]) => [path.replace(/\.npy$/, ''), readNpy(bytes, path)]),
  );
  const array = (name: string) => {
    const found = arrays.get(name);
    if (!found) throw new Error(`no array ${name}; there are ${[...arrays.keys()].join(', ')}`);
    return found;
  };
  return {
    names: [...arrays.keys()],
    array,
    float32(name) {
      const { data, dtype } = array(name);
      if (!(data instanceof Float32Array)) throw new Error(`${name} is ${dtype}`);
      return data;
    },
  };
}

/** NumPy's format: magic, version, length of the header, the header as a Python literal, the values. */
function readNpy(bytes: Uint8Array, name: string): NumpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = view.getUint8(6) >= 2;
  const start = (long ? 12 : 10) + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder('latin1').decode(bytes.subarray(long ? 12 : 10, start));
  const dtype = /'descr': '([^']*)'/.exec(header)?.[1] ?? '';
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  if (!(dtype in NUMPY) || !header.includes("'fortran_order': False")) throw new Error(`${name} is ${header.trim()}`);
  const known = dtype as NumpyArray['dtype'];
  const { bytes: width, read } = NUMPY[known];
  const count = shape.reduce((product, size) => product * size, 1);
  const make = { '<f4': Float32Array, '<i8': Float64Array, '|u1': Uint8Array }[known];
  const data = new make(count);
  for (let i = 0; i < count; i++) data[i] = read(view, start + i * width);
  return { dtype: known, shape, data };
}
