/** What can be opened, by media type with its file endings; the manifest of the app says the same to the system (`file-types.test.ts`). */
export const SLIDE_TYPES: Readonly<Record<string, readonly string[]>> = {
  'image/tiff': ['.svs', '.tif', '.tiff', '.btf', '.tf8'],
  'image/png': ['.png'],
  'image/jpeg': ['.jpg', '.jpeg'],
};

/** Results, annotations, patch tables, models. */
export const OTHER_TYPES: Readonly<Record<string, readonly string[]>> = {
  'application/json': ['.json'],
  'application/geo+json': ['.geojson'],
  'text/csv': ['.csv'],
  'application/x-hdf5': ['.h5', '.hdf5'],
  'application/zip': ['.zip'],
};

/** For a file input: all of them, and a `.dzi` to be told what else it takes. */
export function acceptedTypes(): string {
  const endings = [...Object.values(SLIDE_TYPES), ...Object.values(OTHER_TYPES)].flat();
  return [...endings, '.dzi', ...Object.keys(SLIDE_TYPES)].join(',');
}
