import { bytes, count, duration, plural, significant, spacing } from '../numbers.ts';

/** Words of the list of models: what each is, adding one, removing it, its card and its check. */
export const bundles = {
  architectures: { 'tda-mil': 'TDA-MIL', dsca: 'DSCA', 'attention-sampling': 'Sampling' },
  forTissue: 'For tissue',
  forPhantoms: 'For phantoms only',
  addedMark: 'added by you',
  wantsPairs: (px: number, umPerPx: number, scale: number) =>
    `patches of ${count(px)} × ${count(px)} px at ${spacing(umPerPx)}, and each one’s ${count(scale * scale)} at ${spacing(umPerPx / scale)}`,
  wantsImage: (width: number, height: number, umPerPx: number, samples: number, px: number) =>
    `an image at ${spacing(umPerPx)}, about ${count(width)} × ${count(height)} px; looks closely at ${plural(samples, 'place', 'places')} of ${count(px)} px`,
  survivalIn: (bins: readonly string[], unit: string) =>
    bins.length > 0 ? `survival by time (${unit}): ${bins.join(', ')}` : 'a log-risk',
  addFolder: 'Add a model from a folder',
  addZip: 'Add a model from a .zip',
  addFolderShort: 'Folder…',
  addZipShort: '.zip…',
  add: 'Add a model',
  addHint: 'or drop it on the window',
  region: 'Adding a model',
  reading: (name: string) => `Reading ${name}`,
  storing: (name: string, done: number, total: number) => `Adding ${name}: ${bytes(done)} of ${bytes(total)}`,
  checking: (name: string) => `Adding ${name}: running its own example`,
  progress: 'Progress of adding',
  cancel: 'Cancel',
  replaceTitle: 'Replace the model?',
  replaceText: (name: string, oldVersion: string, newVersion: string) =>
    oldVersion === newVersion
      ? `“${name}” was added before with other content under the same version, ${oldVersion}.`
      : `“${name}” was added before as version ${oldVersion}; this is version ${newVersion}.`,
  replaceNote: 'Results on screen stay, and name the version that they were made with.',
  replace: 'Replace',
  keep: 'Keep the old one',
  added: (name: string) => `“${name}” was added. It passed its check and is kept in this browser.`,
  known: (name: string) => `“${name}” is on the list already, with the very same content.`,
  onMachine: 'On this machine',
  notHere: (total: number) => `Nothing yet: ${bytes(total)} are read on first use and then kept.`,
  partHere: (here: number, total: number) => `${bytes(here)} of ${bytes(total)}; the rest is read when needed.`,
  allHere: (total: number) => `${bytes(total)}; needs no network.`,
  shared: (shared: number) => `${bytes(shared)} of it are shared with other models.`,
  lasting: 'The browser keeps it until you remove it.',
  notLasting: 'The browser may clear it when the disk is full.',
  check: 'Check on this machine',
  checkHint: 'Runs the model’s own example and compares with the answers that came with it.',
  checkCancel: 'Cancel the check',
  checkTitle: 'Check',
  checkRunning: 'checking',
  passed: 'passed',
  failed: 'not passed',
  checkIn: (seconds: number) => `in ${duration(seconds)}`,
  backEnds: { wasm: 'CPU (WASM)', webgpu: 'GPU (WebGPU)' },
  difference: 'largest difference',
  allowed: 'allowed',
  atLeast: (value: number) => `≥ ${value}`,
  atMost: (value: number) => `≤ ${value}`,
  encoderCosine: 'features, cosine',
  cosine: (value: number) => value.toFixed(6),
  differenceOf: (value: number) => (Number.isFinite(value) ? significant(value, 2) : 'not a number'),
  card: 'Read its card',
  cardTitle: (name: string) => `Card of ${name}`,
  cardLoading: 'Reading the card',
  remove: 'Remove this model',
  removeTitle: 'Remove the model?',
  removeText: (name: string, freed: number) =>
    freed > 0
      ? `“${name}” and its files are deleted from this browser; ${bytes(freed)} become free. Results on screen stay.`
      : `“${name}” is taken off the list. Its files stay, because other models use them too. Results on screen stay.`,
  removeConfirm: 'Remove',
  removeKeep: 'Keep',
  removeRefused: 'Remove it',
  rate: (bytesPerSecond: number) => `${bytes(bytesPerSecond)}/s`,
} as const;
