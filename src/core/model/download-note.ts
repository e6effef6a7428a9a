import { z } from 'zod';
import { MANIFEST_LIMITS } from './manifest-limits.ts';
import { parseManifestText, type ModelManifest } from './manifest.ts';

/** What is noted of a model on its way from an address, so that it can be gone on with after the browser was closed. */
export interface DownloadNote {
  /** Origin and path only: a query may be a credential, which is never stored. */
  readonly url: string;
  /** The address had more than that: whoever goes on has to give it again. */
  readonly hadQuery: boolean;
  /** A folder with this `model.json`; null for a .zip. */
  readonly manifest: ModelManifest | null;
  /** Bytes of the whole; null where the server did not say. */
  readonly totalBytes: number | null;
}

const noteSchema = z.object({
  version: z.literal(1),
  url: z.url({ protocol: /^https?$/ }).max(4096),
  hadQuery: z.boolean(),
  manifestText: z.string().max(MANIFEST_LIMITS.jsonBytes).nullable(),
  totalBytes: z.number().min(0).nullable(),
});

export function writeDownloadNote({ manifest, ...note }: DownloadNote): string {
  return JSON.stringify({
    version: 1,
    ...note,
    manifestText: manifest && JSON.stringify(manifest),
  } satisfies z.input<typeof noteSchema>);
}

/** Null for what {@link writeDownloadNote} did not write, or for a manifest that this version cannot take. */
export function parseDownloadNote(text: string): DownloadNote | null {
  try {
    const { url, hadQuery, manifestText, totalBytes } = noteSchema.parse(JSON.parse(text));
    const manifest = manifestText === null ? null : parseManifestText(manifestText);
    return { url, hadQuery, manifest, totalBytes };
  } catch {
    // Damaged, or of another version: what it was about can be fetched anew.
    return null;
  }
}
