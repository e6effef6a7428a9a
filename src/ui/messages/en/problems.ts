import type { BadGeometry, Measured, NamedPart, UnreadableDataset } from '#core/errors/problems.ts';
import type { ProblemTexts } from '../error-text.ts';
import { count, exact, plural, significant } from '../numbers.ts';

/** What is wrong inside a file or a link: parts of a sentence, which `errors.ts` puts together. */
export const problems: ProblemTexts = {
  empty: () => 'it is empty',
  'not-json': ({ position }) =>
    position === null
      ? 'it is not JSON'
      : `it is not JSON: it goes wrong after ${plural(position, 'character', 'characters')}`,
  'too-large': ({ megabytes, most }) =>
    megabytes === null
      ? `it is larger than ${count(most)} MB`
      : `it is ${count(megabytes)} MB large; at most ${count(most)} MB are read`,
  'too-many-characters': ({ characters, most }) =>
    `it is ${count(characters)} characters long; at most ${count(most)} are read`,
  'no-slide-open': () => 'it does not say which slide it belongs to: open that slide first',
  'patches-outside': ({ outside, all, width, height }) =>
    `${count(outside)} of its ${plural(all, 'patch', 'patches')} lie ${elsewhere(width, height)}`,
  'annotations-outside': ({ outside, all, width, height }) =>
    `${count(outside)} of its ${plural(all, 'annotation', 'annotations')} lie ${elsewhere(width, height)}`,
  'reading-too-long': ({ seconds }) =>
    `it could not be read to its end within ${count(seconds)} seconds, as happens with damaged files`,
  'no-patch': () => 'it lists no patch',
  'too-many-patches': ({ most }) => `it has more than ${count(most)} patches`,
  'too-many-values': ({ most }) => `it has more than ${count(most)} values`,
  'too-many-annotations': ({ most }) => `it has more than ${count(most)} annotations`,
  'name-missing': ({ of }) => `one of its ${PARTS[of]} has no name`,
  'name-too-long': ({ name, characters, most }) =>
    `the name “${name}” is ${count(characters)} characters long; at most ${count(most)}`,
  'name-twice': ({ of, name }) => `two of its ${PARTS[of]} are named “${name}”`,
  'too-many-names': ({ of, most }) => `it has more than ${count(most)} ${PARTS[of]}`,

  'csv-too-many-fields': ({ line, most }) => `${onLine(line)}: more than ${count(most)} fields`,
  'csv-line-too-long': ({ line, most }) => `${onLine(line)}: longer than ${count(most)} characters`,
  'csv-no-column': ({ column }) => `it has no column “${column}”`,
  'csv-separator': () => 'its columns are to be separated by commas',
  'csv-field-count': ({ line, fields, header }) =>
    `${onLine(line)}: ${plural(fields, 'field', 'fields')}, where the header has ${count(header)}`,
  'csv-not-a-number': ({ line, column, value }) => `${onLine(line)}: “${column}” is “${value}”, not a number`,
  'csv-value-too-large': ({ line, column, value }) =>
    `${onLine(line)}: “${column}” is ${significant(value)}, too large`,
  'csv-bad-patch': ({ line, ...patch }) => `${onLine(line)}: ${badPatch(patch)}`,
  'csv-no-numbers': ({ columns }) => `it has no column of numbers beside ${columns.join(', ')}`,

  'geojson-no-features': () => 'it is no GeoJSON: it has no list of features',
  'geojson-too-many-objects': ({ objects, most }) =>
    `it has ${count(objects)} objects; at most ${count(most)} are read`,
  'geojson-nothing': ({ others }) =>
    `it holds neither rectangular tiles with measurements nor annotations${others === 0 ? '' : `; objects of kinds that are not read: ${count(others)}`}`,
  'geojson-no-feature': ({ object }) => `${inObject(object)}: no GeoJSON feature`,
  'geojson-geometry': ({ object, why }) => `${inObject(object)}: ${GEOMETRY[why]}`,
  'geojson-small-tile': ({ object }) => `${inObject(object)}: a tile of less than a pixel`,
  'geojson-measurement': ({ object, name }) =>
    `${inObject(object)}: the measurement “${name}” is not a number that can be kept`,
  'geojson-measurement-twice': ({ object, name }) => `${inObject(object)}: the measurement “${name}” is there twice`,

  'h5-not-opened': () => 'it cannot be opened as an HDF5 file',
  'h5-not-listed': () => 'its contents cannot be listed',
  'h5-too-many-objects': ({ objects, most }) => `it holds ${count(objects)} objects; at most ${count(most)} are read`,
  'h5-unreadable': ({ name, why }) => `its dataset “${name}” cannot be read: ${UNREADABLE[why]}`,
  'h5-attribute': ({ name }) => `an attribute of “${name}” cannot be read`,
  'h5-no-coords': ({ name }) => `it has no dataset “${name}”: it is no attention file of CLAM`,
  'h5-bad-coords': ({ name }) => `“${name}” is not N × 2 numbers`,
  'h5-too-many-patches': ({ patches, most }) => `it has ${count(patches)} patches; at most ${count(most)} are read`,
  'h5-no-scores': ({ name }) => `it has no dataset “${name}”, nor any other of one number per patch`,
  'h5-bad-scores': ({ name, shape, patches }) =>
    `“${name}” is ${shape.map(count).join(' × ')} for ${plural(patches, 'patch', 'patches')}`,
  'h5-too-many-values': ({ patches, maps, most }) =>
    `it has ${plural(patches, 'patch', 'patches')} × ${plural(maps, 'map', 'maps')}; at most ${count(most)} values are read`,
  'h5-bad-patch': ({ row, ...patch }) => `row ${count(row)}: ${badPatch(patch)}`,
  'h5-value-too-large': ({ row, name }) => `row ${count(row)}: “${name}” is too large`,
  'h5-no-size': () => 'it does not say how large its patches are, and they are too few or too scattered to tell',

  'field-type': ({ at, expected }) => about(at, `has to be ${TYPES[expected] ?? expected}`),
  'field-too-big': ({ at, most, of }) => about(at, `has to be at most ${measured(most, of)}`),
  'field-too-small': ({ at, least, isOpen, of }) =>
    about(at, `has to be ${isOpen ? 'more than' : 'at least'} ${measured(least, of)}`),
  'field-choice': ({ at, allowed }) => about(at, `has to be ${allowed.map((one) => `“${one}”`).join(' or ')}`),
  'field-format': ({ at, format }) => about(at, FORMATS[format]),
  'field-unknown': ({ at, keys }) => about(at, `holds what is not known: ${keys.join(', ')}`),
  'field-other': ({ at }) => about(at, 'is none of what can be there'),

  'map-values': ({ at, values, patches }) =>
    about(at, `holds ${plural(values, 'value', 'values')} for ${plural(patches, 'patch', 'patches')}`),
  'architecture-answer': ({ at, architecture }) =>
    about(at, `is ${architecture}, which does not give this kind of answer`),
  'architecture-sampling': ({ at, architecture, hasSampling }) =>
    about(at, `is ${architecture}, but the file ${hasSampling ? 'says' : 'does not say'} what was sampled`),
  'patch-too-wide': ({ at, most }) => about(at, `is larger than ${count(most)}`),
  'too-many-fine-patches': ({ at, most }) => about(at, `gives more than ${count(most)} finer patches`),
  'class-lists': ({ at, classes, logits, scores }) =>
    about(
      at,
      `lists ${plural(classes, 'class', 'classes')}, ${plural(logits, 'logit', 'logits')} and ${plural(scores, 'score', 'scores')}`,
    ),
  'class-deviations': ({ at, deviations, classes }) =>
    about(at, `lists ${plural(deviations, 'deviation', 'deviations')} for ${plural(classes, 'class', 'classes')}`),
  'survival-lists': ({ at, bins, hazards, survivals }) =>
    about(
      at,
      `lists ${plural(bins, 'time bin', 'time bins')}, ${plural(hazards, 'hazard', 'hazards')} and ${plural(survivals, 'survival', 'survivals')}`,
    ),
  'survival-hazards': ({ at }) => about(at, 'does not follow from the hazards'),
  'risk-sum': ({ at, sum }) => about(at, `is not minus the sum of survival, ${significant(sum)}`),
  'reference-count': ({ at, count: stated, risks }) =>
    about(at, `is ${count(stated)}, but ${plural(risks, 'risk is', 'risks are')} listed`),
  'reference-share': ({ at, share }) => about(at, `is not the share of lower risks, ${significant(share)}`),
  'field-count': ({ at, fields, patches }) =>
    about(at, `lists ${plural(fields, 'field', 'fields')} for ${plural(patches, 'patch', 'patches')}`),
  'field-classes': ({ at, classes }) => about(at, `does not list ${count(classes)} scores and deviations`),
  'vote-classes': ({ at, classes }) =>
    about(at, `has a vote that does not list ${plural(classes, 'class', 'classes')}`),
  'draw-weights': ({ at }) => about(at, 'has weights that do not sum to 1'),
  'question-patch': ({ at, patches }) => about(at, `names a patch beyond the ${count(patches)}`),
  'question-other-answer': ({ at }) => about(at, 'is not the same kind of answer'),
  'question-difference': ({ at }) => about(at, 'does not follow from the two answers'),
  'question-kept': ({ at, patches }) => about(at, `is more than the ${plural(patches, 'patch', 'patches')}`),
  'question-corners': ({ at, most }) => about(at, `have more than ${count(most)} corners together`),
  'link-map-twice': ({ at }) => about(at, 'names a map twice'),
  'link-map-list': ({ at }) => about(at, 'has a map on patches that are not there'),
  'link-map-range': ({ at }) => about(at, 'has a map whose smallest score is above its largest'),
  'link-patches-beside': () => 'some of its patches lie beside the slide',

  'class-names': ({ at, names, classes }) =>
    about(at, `lists ${plural(names, 'name', 'names')} for ${plural(classes, 'class', 'classes')}`),
  'other-classes': ({ at, value, classes }) => about(at, `is ${count(value)}, but there are ${count(classes)} classes`),
  'other-features': ({ at, value, features }) =>
    about(at, `is ${count(value)}, but the encoder gives ${count(features)}`),
  'has-to-be': ({ at, value }) => about(at, `has to be ${exact(value)}`),
  'no-multiple': ({ at, of }) => about(at, `has to be a multiple of ${of}`),
  'token-heads': ({ at }) => about(at, 'has to give tokens that are a multiple of heads'),
  'survival-positive': ({ at }) => about(at, 'names a class, but a survival model has none'),
  'time-bins': ({ at, bins, wanted }) =>
    about(at, `lists ${plural(bins, 'time bin', 'time bins')} instead of ${count(wanted)}`),
  'risk-order': ({ at }) => about(at, 'has to be in ascending order'),
  'image-too-large': ({ at, most }) => about(at, `is more than ${count(most)} pixels`),
  'image-too-small': ({ at, least }) => about(at, `is smaller than ${count(least)} px, one step and one patch`),
  'names-manifest': ({ at }) => about(at, 'must not be the manifest itself'),
  'listed-twice': ({ at, name }) => about(at, `lists ${name} twice`),
  'not-listed': ({ at, name }) => about(at, `lacks ${name}`),
  'not-in-files': ({ at, path }) => about(at, `names ${path}, which files does not list`),
  'map-not-given': ({ at, map }) => about(at, `lists ${map}, which this model does not give`),

  'no-manifest': () => 'there is no model.json at its top, nor in a folder at its top',
  'several-bundles': ({ bundles }) => `there are ${count(bundles)} bundles in it: drop one of them at a time`,
  'too-many-files': ({ files, most }) => `it holds ${count(files)} files; at most ${count(most)} are read`,
  'bundle-too-large': ({ bytes, most }) => `its files hold ${count(bytes)} bytes; at most ${count(most)} are taken`,
  'path-outside': ({ path }) => `a file’s path leads out of the folder or is no plain path: ${path}`,
  'file-twice': ({ path }) => `${path} is there twice`,
  'file-missing': ({ path }) => `${path} is missing`,
  'file-size': ({ path, bytes, wanted }) => `${path} holds ${count(bytes)} bytes instead of ${count(wanted)}`,
  'file-too-long': ({ path, bytes, most }) => `${path} is ${count(bytes)} bytes long; at most ${count(most)} are read`,
  'file-longer': ({ path }) => `${path} is longer than it says`,
  'file-packed': ({ path, times }) => `${path} is packed more than ${count(times)} times, as nothing but repetition is`,
  'file-unpacking': ({ path }) => `${path} cannot be unpacked`,
  'file-encrypted': ({ path }) => `${path} is encrypted`,
  'file-method': ({ path, method }) => `${path} is packed in a way that is not read (method ${count(method)})`,
  'file-moved': ({ path }) => `${path} is not where the archive says`,
  'file-cut-off': ({ path }) => `${path} is cut off`,
  'no-zip': () => 'it is not a .zip archive, or is cut off',
  zip64: () => 'it is a zip64 archive, which is not read: drop the folder instead',
  'zip-listing': ({ why }) => `the listing of the archive ${ZIP_LISTING[why]}`,
  'golden-unreadable': ({ path }) => `${path} cannot be read as a safetensors file`,
  'golden-lacks': ({ path, tensor, dtype }) => `${path} lacks ${tensor} as ${dtype}`,
  'golden-length': ({ path, tensor, values, wanted }) =>
    `${tensor} of ${path} holds ${plural(values, 'value', 'values')} instead of ${count(wanted)}`,

  'link-characters': () => 'it holds what no link holds, or nothing',
  'link-checksum': () => 'its checksum does not fit: it was cut off or changed on the way',
  'link-ends-early': () => 'it ends too early',
  'link-goes-on': () => 'it goes on after its end',
  'link-packing': () => 'it cannot be unpacked',
  'link-description': () => 'its description cannot be read',
  'link-digests': () => 'it holds half a digest',
  'link-number': () => 'it holds a number that is too large',
  'link-scores': ({ bits }) => `it holds scores of more than ${count(bits)} bits`,
  'link-score-count': () => 'it holds more or fewer scores than patches',
  'link-score-form': () => 'it holds scores in a form that is not known',
  'link-patch-form': ({ form }) => `its patches are in form ${count(form)}, which is not known`,
  'link-patch-order': ({ order }) => `its patches are in order ${count(order)}, which is not known`,
  'link-patch-inside': () => 'its patches lie inside others that are not there',
  'link-patch-runs': () => 'its patches are more or fewer than announced',
  'link-patch-cell': () => 'one of its patches lies outside the grid',
  'link-patch-size': () => 'one of its patches has no size or lies nowhere',
  'link-too-many-patches': ({ patches, most }) => `it holds ${count(patches)} patches; at most ${count(most)} can be`,
};

const PARTS: Readonly<Record<NamedPart, string>> = {
  columns: 'columns',
  measurements: 'measurements',
  datasets: 'datasets',
};

const GEOMETRY: Readonly<Record<BadGeometry, string>> = {
  type: 'its geometry has no type that GeoJSON knows',
  collection: 'a collection without geometries',
  coordinates: 'its coordinates are not lists of numbers within bounds',
  polygon: 'a polygon of fewer than three corners',
};

const UNREADABLE: Readonly<Record<UnreadableDataset, string>> = {
  damaged: 'it is damaged, or stored in a way that is not read',
  'too-large': 'it is too large',
  'large-chunks': 'its chunks are too large',
  'many-chunks': 'it has too many chunks',
};

const ZIP_LISTING = { damaged: 'is damaged', outside: 'lies outside of it', 'too-long': 'is too long' } as const;

/** By zod's names of types. */
const TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const FORMATS = {
  sha256: 'has to be 64 lower-case hex digits',
  time: 'has to be a time as in 2026-01-01T09:30:00Z',
  'bundle-id': 'has to be 1 to 64 of a-z, 0-9 and -',
  version: 'has to be a version such as 1.2.3',
  path: 'has to be a plain path inside the bundle',
  other: 'is not of the right form',
} as const;

function onLine(line: number): string {
  return `line ${count(line)}`;
}

function inObject(object: number): string {
  return `object ${count(object)}`;
}

function elsewhere(width: number, height: number): string {
  return `outside of this slide (${count(width)} × ${count(height)} px): it was made on another one, or counts pixels of another level`;
}

function badPatch(patch: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>): string {
  return `a patch at ${exact(patch.x)}, ${exact(patch.y)} of ${exact(patch.width)} × ${exact(patch.height)} px`;
}

function measured(value: number, of: Measured): string {
  if (of === 'number') return exact(value);
  return of === 'characters' ? plural(value, 'character', 'characters') : plural(value, 'entry', 'entries');
}

/** A problem with the place that it is at. */
function about(at: string, what: string): string {
  return at === '' ? `it ${what}` : `${at} ${what}`;
}
