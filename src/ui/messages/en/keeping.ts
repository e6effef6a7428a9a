import { bytes, count, percent, plural } from '../numbers.ts';

/** What outlives the window: results, runs that were cut off, features, and the room they take. */
export const keeping = {
  mark: 'kept on this machine',
  fromDisk: (when: string, model: string) =>
    `Kept on this machine: made on ${when} with ${model}. Nothing was run again.`,
  damaged: (results: number) =>
    `${plural(results, 'kept result', 'kept results')} of this slide could not be read and ${results === 1 ? 'was' : 'were'} put aside. The others are not affected.`,
  settings: {
    full: 'Settings are not kept between visits: the browser’s storage is full. Make room in “This workstation”, Storage.',
    refused: 'Settings are not kept between visits: the browser keeps nothing for this page.',
  },
  unfinished: {
    region: 'Run that was cut off',
    what: (model: string, share: number, when: string) =>
      `A run of ${model} was cut off at ${percent(share)} on ${when}.`,
    kept: (done: number, planned: number) =>
      `${count(done)} of ${plural(planned, 'patch', 'patches')} had been read and are kept: going on reads only the rest.`,
    goOn: 'Go on',
    discard: 'Discard',
    obstacles: {
      'no-model': 'Its model is not on the list of this installation any more.',
      'other-model': 'The model of that name is another version now: what was read for the old one cannot be used.',
      busy: 'Another run is in progress.',
    },
  },
  storage: {
    name: 'Storage',
    looking: 'Adding up…',
    failed: 'The browser does not say what is kept for this page.',
    used: (used: number, quota: number) => `${bytes(used)} of the ${bytes(quota)} that the browser gives this page.`,
    usedAlone: (used: number) => `${bytes(used)} in use.`,
    bar: 'What the storage of this page is used for',
    kinds: {
      features: 'Patch features',
      results: 'Results',
      models: 'Models',
      other: 'The app, its phantom, annotations',
    },
    size: bytes,
    persistent: 'The browser has promised to keep this, also when the disk gets full.',
    notPersistent: 'The browser may delete this when the disk gets full: storage is not marked as persistent.',
    featuresTitle: 'Patch features',
    featuresHint:
      'Kept so that a run goes on where it ended, and another model with the same encoder starts at once; with them, what models that sample saw at each place. They can always be made again.',
    limit: 'All features together at most, GB',
    setLimit: 'Set',
    limitHint: 'Beyond that, the slides longest unused go first; never what a run or a question is using.',
    limitProblem: (least: number, most: number) => `A number from ${least} to ${count(most)}.`,
    list: 'Slides whose features are kept',
    slide: 'Slide',
    bytes: 'Size',
    usedAt: 'Last used',
    noSlides: 'No features are kept.',
    unnamed: 'Not known any more',
    remove: (slide: string) => `Remove the features of ${slide}`,
    removeShort: 'Remove',
    clear: 'Clear all features',
    clearBusy: 'while a run is in progress, its features stay',
    resultsTitle: 'Results',
    resultsKept: (results: number, slides: number) =>
      `${plural(results, 'result', 'results')} of ${plural(slides, 'slide', 'slides')}, on the list again when the slide is opened.`,
    noResults: 'No results are kept.',
    clearResults: 'Delete all kept results…',
    clearResultsSure: 'Delete them? This cannot be undone.',
    clearResultsYes: 'Delete',
    clearResultsNo: 'Keep',
  },
} as const;
