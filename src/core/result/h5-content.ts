/** An attribute of a dataset or of the file. */
export type H5Attribute = number | string | readonly number[];

/** One dataset to be written, row by row. */
export interface H5Dataset {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
  readonly attributes: Readonly<Record<string, H5Attribute>>;
}

/** All that an HDF5 file is to hold: datasets in its root group. */
export interface H5Content {
  readonly datasets: readonly H5Dataset[];
  readonly attributes: Readonly<Record<string, H5Attribute>>;
}

/** A dataset of the root group of an HDF5 file that is read. */
export interface H5Found {
  readonly name: string;
  readonly shape: readonly number[];
  /** `numbers`: whole or floating-point ones; anything else is never read. */
  readonly kind: 'numbers' | 'other';
}

/** An open HDF5 file. What is asked for is read then. */
export interface H5Source {
  readonly datasets: readonly H5Found[];
  /** All values of a dataset of numbers, row by row; 64-bit whole numbers as the nearest double. */
  readonly numbers: (name: string) => Float64Array<ArrayBuffer>;
  /** The same in half the memory: each as the nearest float32, ±Infinity where it is too large for one. */
  readonly float32s: (name: string) => Float32Array<ArrayBuffer>;
  /** A dataset's attribute; null where there is none, or it is neither numbers nor text of a bearable length. */
  readonly attribute: (dataset: string, name: string) => H5Attribute | null;
}
