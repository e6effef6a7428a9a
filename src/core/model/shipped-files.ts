/** A file of the phantom that ships beside the application, as the build found it. */
export interface ShippedFile {
  /** Name in the folder `phantom/`. */
  readonly path: string;
  readonly bytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/** Where the phantom's files are, relative to the application. */
export const PHANTOM_FOLDER = 'phantom/';
