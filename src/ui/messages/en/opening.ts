/** Ways to open a slide. */
export const empty = {
  region: 'Open a slide',
  title: 'See where a model looks.',
  lead: 'Open a whole-slide image, run an attention model on it in this tab, and read its attention over the tissue.',
  drop: 'Drop a slide here',
  dropNow: 'Let go to open',
  formats: 'SVS, TIFF, BigTIFF, a Deep Zoom folder, PNG or JPEG; a model as a folder or .zip',
  recent: 'Recent',
  forgetRecent: 'Clear',
  forgetOne: (name: string) => `Remove ${name} from this list`,
  recentFile: 'file on this machine',
  recentFolder: 'folder on this machine',
  privacy: 'Nothing leaves this machine: slides, features and results stay in this browser.',
  phantomWhat: 'A drawn test slide with known answers. Not tissue.',
  opening: (name: string) => `Opening ${name}`,
  cancelOpening: 'Cancel',
} as const;

export const drop = {
  title: 'Let go to open',
} as const;

export const link = {
  title: 'Open a link',
  label: 'Address of the slide',
  hint: 'The address of an SVS, TIFF, .dzi, PNG or JPEG file. Its server must support range requests and allow this page to read from it.',
  placeholder: 'https://',
  open: 'Open',
  cancel: 'Cancel',
  bad: 'An address begins with https:// or http://.',
} as const;
