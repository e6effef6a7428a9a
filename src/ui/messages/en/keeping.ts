import { bytes, count, percent, plural } from '../numbers.ts';

/** What outlives the window: results, runs that were cut off, features, and the room they take. */
export const keeping = {
  mark: 'kept on this machine',
  fromDisk: (when: string, model: string) =>
    `Kept on this machine: made on ${when} with ${model}. Nothing was run again.`,
  unread: (results: number) =>
    `${plural(results, 'result', 'results')} of this slide kept on this machine could not be read: damaged, or of a newer version of this program. ${results === 1 ? 'It stays' : 'They stay'} on the disk and ${results === 1 ? 'is' : 'are'} tried again when the slide is opened. The others are not affected.`,
  saveUnread: 'Export what could not be read',
  unknownSlide:
    'Results of this slide are not kept on this machine: without its size, which its server hides, it could not be told apart from another slide. Export what must not be lost.',
  restartLoses:
    'Restarting loses results that could not be kept on this machine. Export them, or make room in Storage first: then they are written by themselves.',
  settings: {
    full: 'Settings are not kept between visits: the browser’s storage is full. Make room in “This workstation”, Storage.',
    refused: 'Settings are not kept between visits: the browser keeps nothing for this page.',
  },
  unfinished: {
    region: 'Run that was cut off',
    what: (model: string, share: number, when: string) =>
      `A run of ${model} was cut off at ${percent(share)} on ${when}.`,
    kept: (done: number, planned: number) =>
      done < planned
        ? `${count(done)} of ${plural(planned, 'patch', 'patches')} had been read and are kept: going on reads only the rest.`
        : `All ${plural(planned, 'patch', 'patches')} had been read and are kept, but its result was not on the disk yet: going on gives it.`,
    notKept: (done: number, planned: number) =>
      `${count(done)} of ${plural(planned, 'patch', 'patches')} had been read, but not all of it is kept any more: going on reads again what is missing.`,
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
      models: 'Models and the phantom',
      other: 'The app, annotations, archives on their way',
    },
    size: bytes,
    featuresTitle: 'Patch features',
    featuresHint:
      'Kept so that a run goes on where it ended, and another model with the same encoder starts at once; with them is kept what sampling models saw at each place. They can always be made again.',
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
      `${plural(results, 'result', 'results')} of ${plural(slides, 'slide', 'slides')}: listed again when the slide is opened. Fovea never deletes results to make room.`,
    noResults: 'No results are kept.',
    clearResults: 'Delete all kept results…',
    resultsList: 'Slides whose results are kept',
    resultCount: 'Results',
    deleteOf: (slide: string) => `Delete the results of ${slide}…`,
    deleteShort: 'Delete…',
    deleteSure: (results: number, slide: string) =>
      `Delete ${plural(results, 'result', 'results')} of ${slide}? This cannot be undone. While the slide is open, ${results === 1 ? 'it stays' : 'they stay'} on its list.`,
    clearResultsSure: 'Delete all of them? This cannot be undone. While a slide is open, its results stay on its list.',
    clearResultsYes: 'Delete',
    clearResultsNo: 'Keep',
  },
} as const;
