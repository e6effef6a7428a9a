import type { Spacing } from '#core/geometry/frames.ts';

export type SlideFormat = 'aperio-svs' | 'generic-tiff' | 'deep-zoom' | 'image';

/** One level of the pyramid, level 0 first (full resolution), each next one smaller. Sizes in that level's pixels. */
export interface LevelDescription {
  readonly width: number;
  readonly height: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly columns: number;
  readonly rows: number;
  /** Level-0 size / this level's size, per axis, ≥ 1. */
  readonly downsampleX: number;
  readonly downsampleY: number;
}

export type AssociatedImageName = 'label' | 'macro' | 'thumbnail';

/** Everything about an open slide that the page needs to know; plain data. */
export interface SlideDescription {
  /** Handle of this opening of the slide, never given twice; it outlives a crash of the slide worker. */
  readonly id: string;
  /** File or last URL segment; shown, exported. */
  readonly name: string;
  readonly format: SlideFormat;
  /** Where it was opened from: the URL (query kept) or null for a local file. */
  readonly url: string | null;
  /** Level-0 px. */
  readonly width: number;
  readonly height: number;
  readonly levels: readonly LevelDescription[];
  /** What the file says, if plausible; what the user states lives in the slide store. */
  readonly spacing: Spacing | null;
  /** Why `spacing` is null although the file holds numbers, in plain words for the facts panel; else null. */
  readonly spacingNote: string | null;
  readonly objectivePower: number | null;
  readonly associatedImages: readonly {
    readonly name: AssociatedImageName;
    readonly width: number;
    readonly height: number;
  }[];
  /** Facts for the slide panel (scanner, software, date …), text only, never markup. */
  readonly properties: Readonly<Record<string, string>>;
  /**
   * Hex SHA-256 of the byte size (ASCII decimal) and the 64 KiB blocks at 0, ¼, ½, ¾ and the end; of a folder: its
   * descriptor file and the sorted names and sizes. A file and its URL agree. Null when a server hides the file's size.
   */
  readonly fingerprint: string | null;
  readonly byteSize: number | null;
}
