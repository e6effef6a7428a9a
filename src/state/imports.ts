import type { ImportNote, ImportedMaps } from '#core/result/imports/imported-maps.ts';

/** Maps of another program's file over a slide: no run, no answer, nothing to tell which slide they belong to. */
export interface KeptImport {
  /** Tells it from all results and other imports of the slide. */
  readonly key: string;
  readonly fileName: string;
  readonly imported: ImportedMaps;
}

/** What was imported over one slide. */
export interface SlideImports {
  /** Newest first. */
  readonly list: readonly KeptImport[];
  /** The one that is shown in the place of a result; null while none is. */
  readonly shownKey: string | null;
  /** What came of the last file that held annotations, until it was seen. */
  readonly read: AnnotationsRead | null;
}

/** Annotations that were read from a file. */
export interface AnnotationsRead {
  readonly fileName: string;
  readonly count: number;
  /** Beyond the number that a slide can have. */
  readonly tooMany: number;
  readonly notes: readonly ImportNote[];
}

/** Imports kept for one slide; the oldest goes when one more comes. */
export const MOST_IMPORTS = 12;

export const NO_IMPORTS: SlideImports = { list: [], shownKey: null, read: null };

/** Adds what was read at the top and shows it; takes the place of the same file read before. */
export function addImport({ list, read }: SlideImports, fileName: string, imported: ImportedMaps): SlideImports {
  const key = `import ${fileName}`;
  const others = list.filter((kept) => kept.key !== key);
  return { list: [{ key, fileName, imported }, ...others].slice(0, MOST_IMPORTS), shownKey: key, read };
}

/** Shows one of the list, or none; unchanged where it is not there. */
export function chooseImport(imports: SlideImports, key: string | null): SlideImports {
  const isThere = key === null || imports.list.some((kept) => kept.key === key);
  return isThere && imports.shownKey !== key ? { ...imports, shownKey: key } : imports;
}

/** Takes one off the list; where it was shown, a result is again. */
export function removeImport({ list, shownKey, read }: SlideImports, key: string): SlideImports {
  return { list: list.filter((kept) => kept.key !== key), shownKey: shownKey === key ? null : shownKey, read };
}
