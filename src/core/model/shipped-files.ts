/** A file beside the application that is not part of its code, as the build found it. */
export interface ShippedFile {
  /** Relative to the index that lists it, with `/` between its parts. */
  readonly path: string;
  readonly bytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/** Address of the index of the phantom's files, relative to the application. */
export const PHANTOM_INDEX_PATH = 'phantom/index.json';

const MOST_FILES = 100;
/** Far beyond what ships; a number that is no size at all is caught by it. */
const MOST_BYTES = 2 ** 36;

/**
 * Reads `phantom/index.json`. By hand, because the service worker reads it as well and is to stay small.
 *
 * @returns null where it is not such an index
 */
export function parseShippedFiles(value: unknown): readonly ShippedFile[] | null {
  if (!isRecord(value) || !Array.isArray(value['files']) || value['files'].length > MOST_FILES) return null;
  const files: ShippedFile[] = [];
  for (const entry of value['files'] as readonly unknown[]) {
    if (!isRecord(entry)) return null;
    const { path, bytes, sha256 } = entry;
    if (typeof path !== 'string' || !/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(path) || path.length > 200) return null;
    if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0 || bytes > MOST_BYTES) return null;
    if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return null;
    files.push({ path, bytes, sha256 });
  }
  return files;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
