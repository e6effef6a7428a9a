import type { ImportedFile, ImportedMaps } from '#core/result/imports/imported-maps.ts';
import { readClamH5 } from '#core/result/imports/read-clam-h5.ts';
import { readGeoJson } from '#core/result/imports/read-geojson.ts';
import { readWsinferCsv } from '#core/result/imports/read-wsinfer-csv.ts';
import { withH5 } from './h5-file.ts';

/** How HDF5 files begin (unless something else was put in front of them, which no program of the field does). */
const H5_SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Reads a file of another program by what it holds, whatever it is called: HDF5 by its signature, GeoJSON where the first character opens an object or
 * a list, else CSV.
 *
 * @throws FoveaError `result/invalid`
 */
export async function readOtherFile(file: File): Promise<ImportedFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (H5_SIGNATURE.every((byte, i) => bytes[i] === byte))
    return mapsAlone(await withH5(bytes, file.name, (source) => readClamH5(source, file.name)));
  const text = new TextDecoder().decode(bytes);
  if (/^\s*[[{]/.test(text))
    return readGeoJson(text, file.name, { newId: () => crypto.randomUUID(), now: new Date().toISOString() });
  return mapsAlone(readWsinferCsv(text, file.name));
}

function mapsAlone(maps: ImportedMaps): ImportedFile {
  return { maps, annotations: [], notes: maps.notes };
}
