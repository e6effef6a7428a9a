import { count, plural } from '../numbers.ts';

/** Files for other programs, and from them. */
export const exports = {
  clamH5: 'CLAM h5',
  clamH5Hint: 'the shown map and the others, per patch',
  clamH5FinerHint: 'per finer patch, coarse values repeated',
  annotations: 'QuPath GeoJSON',
  annotationsLong: 'Save the annotations as QuPath GeoJSON',
  ofFullSlide:
    'A “What if” question is on screen. Tables, features and the report are of the full slide; the picture is of what is on screen; the result file holds the question with its answer.',
  formats: { 'wsinfer-csv': 'WSInfer CSV', 'qupath-geojson': 'GeoJSON', 'clam-h5': 'HDF5' },
  fileWork: {
    reading: (file: string) => `Reading ${file}`,
    writing: (file: string) => `Writing ${file}`,
  },
  cancelFileWork: 'Cancel',
  cancelFileWorkLong: (file: string) => `Cancel ${file}`,
  imported: 'imported',
  importedAs: (format: string) => `imported, ${format}`,
  importedFrom: (file: string) => `${file}, imported`,
  importedLong: (file: string, format: string) => `Imported from ${file} (${format}): no run record, no answer.`,
  notChecked: 'The file does not say which slide it belongs to: make sure that it is this one.',
  mapsImported: (maps: number, patches: number) =>
    `${plural(maps, 'map', 'maps')}, ${plural(patches, 'patch', 'patches')}`,
  reading: 'The numbers as they stand in the file. What they mean, the program that made them says.',
  byMap: (map: string) => `By ${map}. Click a patch or press Enter to go there.`,
  spread: (min: string, max: string, missing: number) =>
    `From ${min} to ${max}${missing === 0 ? '.' : `; ${plural(missing, 'patch has', 'patches have')} no value.`}`,
  takeOff: 'Take the import off the list',
  columnsLeftOut: (names: string) => `Left out, because they hold words: ${names}.`,
  sizeFromStep: (sizePx: number) =>
    `The file does not say how large its patches are: drawn as large as the step between them, ${count(sizePx)} px.`,
  leftOut: {
    holes: (objects: number) => `Left out: ${plural(objects, 'area with a hole', 'areas with holes')}.`,
    'not-a-rectangle': (objects: number) =>
      `Left out: ${plural(objects, 'object that is', 'objects that are')} no upright rectangle, cells for instance.`,
    polyline: (objects: number) => `Left out: ${plural(objects, 'line', 'lines')} of more than two points.`,
    'no-shape': (objects: number) => `Left out: ${plural(objects, 'object', 'objects')} without a shape.`,
    'too-many-corners': (objects: number) =>
      `Left out: ${plural(objects, 'outline', 'outlines')} of more corners than can be kept.`,
  },
  annotationsRead: (annotations: number, file: string) =>
    `${plural(annotations, 'annotation', 'annotations')} read from ${file}.`,
  tooMany: (annotations: number) =>
    `${plural(annotations, 'annotation', 'annotations')} left out: a slide cannot have more.`,
} as const;
