/**
 * What can be wrong inside a model, a result file, a share link or another program's file: one code, one sentence in the catalogues
 * (`src/ui/messages/…/problems.ts`), and the values that it needs. Texts of a file in here are short and without control characters
 * (`shortened`).
 */
export interface ProblemValues
  extends AnyFile, CsvFile, GeoJsonFile, H5File, Fields, Contradictions, Manifest, BundleFile, DamagedLink {}

export type ProblemCode = keyof ProblemValues;

/** One problem, as plain data. */
export type Problem = { [C in ProblemCode]: { readonly code: C } & Readonly<ProblemValues[C]> }[ProblemCode];

/** Problems of one file. */
export interface ProblemList {
  /** The first ones; at least one. */
  readonly problems: readonly Problem[];
  /** How many there are beyond those. */
  readonly more: number;
}

/** What a format calls that which has a name of its own. */
export type NamedPart = 'columns' | 'measurements' | 'datasets';

type None = object;

interface AnyFile {
  empty: None;
  /** `position`: of the first wrong character, where the parser says. */
  'not-json': { position: number | null };
  /** `megabytes`: null where no more is known than that it is larger. */
  'too-large': { megabytes: number | null; most: number };
  'too-many-characters': { characters: number; most: number };
  'reading-too-long': { seconds: number };
  'no-slide-open': None;
  'patches-outside': { outside: number; all: number; width: number; height: number };
  'annotations-outside': { outside: number; all: number; width: number; height: number };
  'no-patch': None;
  'too-many-patches': { most: number };
  'too-many-values': { most: number };
  'too-many-annotations': { most: number };
  'name-missing': { of: NamedPart };
  'name-too-long': { name: string; characters: number; most: number };
  'name-twice': { of: NamedPart; name: string };
  'too-many-names': { of: NamedPart; most: number };
}

/** Lines are counted from 1. */
interface CsvFile {
  'csv-too-many-fields': { line: number; most: number };
  'csv-line-too-long': { line: number; most: number };
  'csv-no-column': { column: string };
  'csv-separator': None;
  'csv-field-count': { line: number; fields: number; header: number };
  'csv-not-a-number': { line: number; column: string; value: string };
  'csv-value-too-large': { line: number; column: string; value: number };
  'csv-bad-patch': { line: number } & BadPatch;
  'csv-no-numbers': { columns: readonly string[] };
}

/** Objects are counted from 1. */
interface GeoJsonFile {
  'geojson-no-features': None;
  'geojson-too-many-objects': { objects: number; most: number };
  /** `others`: objects of kinds that are not read. */
  'geojson-nothing': { others: number };
  'geojson-no-feature': { object: number };
  'geojson-geometry': { object: number; why: BadGeometry };
  'geojson-small-tile': { object: number };
  'geojson-measurement': { object: number; name: string };
  'geojson-measurement-twice': { object: number; name: string };
}

/** What a GeoJSON geometry may have wrong. */
export type BadGeometry = 'type' | 'collection' | 'coordinates' | 'polygon';

/** Rows are counted from 1. */
interface H5File {
  'h5-not-opened': None;
  'h5-not-listed': None;
  'h5-too-many-objects': { objects: number; most: number };
  'h5-unreadable': { name: string; why: UnreadableDataset };
  'h5-attribute': { name: string };
  'h5-no-coords': { name: string };
  'h5-bad-coords': { name: string };
  'h5-too-many-patches': { patches: number; most: number };
  'h5-no-scores': { name: string };
  'h5-bad-scores': { name: string; shape: readonly number[]; patches: number };
  'h5-too-many-values': { patches: number; maps: number; most: number };
  'h5-bad-patch': { row: number } & BadPatch;
  'h5-value-too-large': { row: number; name: string };
  'h5-no-size': None;
}

/** Why a dataset cannot be unpacked. */
export type UnreadableDataset = 'damaged' | 'too-large' | 'large-chunks' | 'many-chunks';

/** Level-0 px, as the file has it. */
interface BadPatch {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** `at`: the place in the file, `patches.0.width`; empty for the whole. */
interface Place {
  at: string;
}

/** A field that is not what it should be. */
interface Fields {
  /** `expected`: as zod names types. */
  'field-type': Place & { expected: string };
  'field-too-big': Place & { most: number; of: Measured };
  /** `isOpen`: it has to be more than `least`. */
  'field-too-small': Place & { least: number; isOpen: boolean; of: Measured };
  'field-choice': Place & { allowed: readonly string[] };
  'field-format': Place & { format: FieldFormat };
  'field-unknown': Place & { keys: readonly string[] };
  'field-other': Place;
}

/** What the text of a field has to be. */
export type FieldFormat = 'sha256' | 'time' | 'bundle-id' | 'version' | 'path' | 'other';

/** What of a field has a size: the number itself, its characters, its entries. */
export type Measured = 'number' | 'characters' | 'entries';

/** Parts that do not agree with each other. */
interface Contradictions {
  'map-values': Place & { values: number; patches: number };
  'architecture-answer': Place & { architecture: string };
  'architecture-sampling': Place & { architecture: string; hasSampling: boolean };
  'patch-too-wide': Place & { most: number };
  'too-many-fine-patches': Place & { most: number };
  'class-lists': Place & { classes: number; logits: number; scores: number };
  'class-deviations': Place & { deviations: number; classes: number };
  'survival-lists': Place & { bins: number; hazards: number; survivals: number };
  'survival-hazards': Place;
  'risk-sum': Place & { sum: number };
  'reference-count': Place & { count: number; risks: number };
  'reference-share': Place & { share: number };
  'field-count': Place & { fields: number; patches: number };
  'field-classes': Place & { classes: number };
  'vote-classes': Place & { classes: number };
  'draw-weights': Place;
  'question-patch': Place & { patches: number };
  'question-other-answer': Place;
  'question-difference': Place;
  'question-kept': Place & { patches: number };
  'question-corners': Place & { most: number };
  'link-map-twice': Place;
  'link-map-list': Place;
  'link-map-range': Place;
  'link-patches-beside': None;
}

/** `model.json`: parts that do not agree with each other. */
interface Manifest {
  'class-names': Place & { names: number; classes: number };
  'other-classes': Place & { value: number; classes: number };
  'other-features': Place & { value: number; features: number };
  'has-to-be': Place & { value: number };
  /** `of`: a field beside it, or a number. */
  'no-multiple': Place & { of: string };
  'token-heads': Place;
  'survival-positive': Place;
  'time-bins': Place & { bins: number; wanted: number };
  'risk-order': Place;
  'image-too-large': Place & { most: number };
  'image-too-small': Place & { least: number };
  'names-manifest': Place;
  'listed-twice': Place & { name: string };
  'not-listed': Place & { name: string };
  'not-in-files': Place & { path: string };
  'map-not-given': Place & { map: string };
}

/** The files of a bundle, in a folder or an archive. */
interface BundleFile {
  'no-manifest': None;
  'several-bundles': { bundles: number };
  'too-many-files': { files: number; most: number };
  'bundle-too-large': { bytes: number; most: number };
  'path-outside': { path: string };
  'file-twice': { path: string };
  'file-missing': { path: string };
  'file-size': { path: string; bytes: number; wanted: number };
  'file-too-long': { path: string; bytes: number; most: number };
  'file-longer': { path: string };
  'file-packed': { path: string; times: number };
  'file-unpacking': { path: string };
  'file-encrypted': { path: string };
  'file-method': { path: string; method: number };
  'file-moved': { path: string };
  'file-cut-off': { path: string };
  'no-zip': None;
  zip64: None;
  'zip-listing': { why: 'damaged' | 'outside' | 'too-long' };
  'golden-unreadable': { path: string };
  'golden-lacks': { path: string; tensor: string; dtype: string };
  'golden-length': { path: string; tensor: string; values: number; wanted: number };
}

/** Bytes of a link that no link has. */
interface DamagedLink {
  'link-characters': None;
  'link-checksum': None;
  'link-ends-early': None;
  'link-goes-on': None;
  'link-packing': None;
  'link-description': None;
  'link-digests': None;
  'link-number': None;
  'link-scores': { bits: number };
  'link-score-count': None;
  'link-score-form': None;
  'link-patch-form': { form: number };
  'link-patch-order': { order: number };
  'link-patch-inside': None;
  'link-patch-runs': None;
  'link-patch-cell': None;
  'link-patch-size': None;
  'link-too-many-patches': { patches: number; most: number };
}

/** A problem that has a place in its file, before the place is known. */
export type Unplaced = Unlocated<Extract<Problem, Place>>;
type Unlocated<P> = P extends unknown ? Omit<P, 'at'> : never;

/** The problem with its place. */
export function placed(problem: Unplaced, path: readonly PropertyKey[]): Problem {
  return { ...problem, at: shortened(path.map(String).join('.')) };
}

/** @param bytes null where no more is known than that it is larger than `mostBytes` */
export function tooLargeFile(bytes: number | null, mostBytes: number): Problem {
  const megabytes = (one: number) => Math.ceil(one / 2 ** 20);
  return { code: 'too-large', megabytes: bytes === null ? null : megabytes(bytes), most: megabytes(mostBytes) };
}

/** A name, a value or a place of anyone's file inside a message: without control characters, not longer than a line. */
export function shortened(text: string): string {
  const plain = text.slice(0, 1000).replace(/\p{Cc}+/gu, ' ');
  return plain.length > 60 ? `${plain.slice(0, 60)}…` : plain;
}

/** Where a text stops being JSON, as the parser's error says it: the number of characters before that; null where it does not. */
export function wrongAt(cause: unknown): number | null {
  const position = cause instanceof SyntaxError ? /position (\d+)/.exec(cause.message)?.[1] : undefined;
  return position === undefined ? null : Number(position);
}
