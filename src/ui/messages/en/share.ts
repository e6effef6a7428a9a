import { bytes, count, utcMinute } from '../numbers.ts';

/** Links to a result: making one, opening one, and running it again. */
export const share = {
  button: 'Share',
  title: 'Share this result',
  description:
    'A link that shows this heatmap to whoever opens it, with nothing stored anywhere: the result is in the link itself.',
  making: 'Making the link…',
  address: 'Link',
  copy: 'Copy link',
  copied: 'Copied',
  copyFailed: 'The browser did not allow copying. Select the link and copy it by hand.',
  length: (characters: number, most: number) => `${count(characters)} of at most ${count(most)} characters`,
  thisMachine: 'Fovea runs on this machine here: others open the link with “Open a link” in their own Fovea.',
  inLink: 'In the link',
  notInLink: 'Not in the link',
  maps: 'Maps to share',
  mapRounded: (bits: number, step: string) => `rounded to ${bits} bits: ± ${step}`,
  mapExact: (bits: number) => `${bits} bits`,
  answer: 'The answer, and how it was made: model, slide name and fingerprint, back end, settings',
  view: 'The view and how the map is drawn',
  slideAddress: (url: string) => `The slide’s address: ${url}`,
  noPixels: 'Pixels of the slide, its label and macro image',
  notes: 'Annotations and what-if questions',
  localSlide: (name: string, size: number | null) =>
    `The slide: whoever opens the link needs the file ${name}${size === null ? '' : ` (${bytes(size)})`}`,
  secretAddress:
    'The slide’s address: it has a query or a password, which may be a key to it. Whoever opens the link needs the file.',
  leftMap: (map: string) => `${map}: no room`,
  leftDraws: 'The patches that were drawn: no room',
  leftRisks: 'The risks of other slides: no room',
  tooLong: (characters: number, most: number) =>
    `This result is too large for a link: ${count(characters)} characters even with scores of 4 bits; links have at most ${count(most)}.`,
  tooMany: (patches: number, most: number) =>
    `This result is too large for a link: it has ${count(patches)} patches; links have at most ${count(most)}.`,
  tooLongTodo:
    'Choose fewer maps, or save it as a file: dropped on the window, or named by result= in the address, it opens like a link, unrounded.',
  noMap: 'Choose at least one map.',
  save: 'Save as a result file',

  region: 'Shared result',
  askTitle: 'Read from another server?',
  ask: {
    slide: (host: string) => `This link would read a slide from ${host}.`,
    result: (host: string) => `This link would read a result from ${host}.`,
  },
  askWhy: 'Anyone can write a link. The server learns that this machine opened it; nothing of yours is sent.',
  agree: (hosts: readonly string[]) => `Read from ${hosts.join(' and ')}`,
  decline: 'Do not read',
  fetching: (host: string, done: number) => `Reading the result from ${host}${done > 0 ? `, ${bytes(done)}` : ''}`,
  cancel: 'Cancel',
  waiting: (name: string) => `This link shows a result on ${name}`,
  waitingFile: (name: string) => `This result was made on ${name}`,
  waitingFacts: (size: string, fileBytes: number | null) =>
    `${size}${fileBytes === null ? '' : `, ${bytes(fileBytes)}`}. Open or drop that file here to see the heatmap on it. It is recognised by its content, whatever its name.`,
  waitingAnswer: (model: string, answer: string) => `${model}: ${answer}`,
  openFile: 'Open the file',

  linkMark: (bits: number) => `link, ${bits} bits`,
  fromLinkShort: 'From a link',
  fromLink: (finishedAt: string, model: string) =>
    `From a link: made on ${utcMinute(finishedAt)} with ${model}, as the link says. Not run here.`,
  rounded: (bits: number) =>
    `Scores came rounded to ${bits} bits: ranks and percentiles are those of the rounded scores.`,
  roundedRank: (rank: string) => `≈ ${rank}`,
  notCarried: (what: string) => `The link did not carry: ${what}.`,
  draws: 'the patches that were drawn',
  risks: 'the risks of other slides',

  again: {
    button: 'Run again and compare',
    hint: 'Runs the same model on this slide here, with the same seed, and says how far the two are apart.',
    noModel: (model: string) => `To run it again, add ${model} to this machine first.`,
    otherSpacing: (shared: string, here: string | null) =>
      `The shared run went by ${shared}; this slide ${here === null ? 'has no spacing' : `goes by ${here}`} here, and its patches would lie elsewhere.`,
    useSpacing: (spacing: string) => `Use ${spacing}`,
    otherVersion: (here: string, shared: string) =>
      `The model here is version ${here}; the shared result was made with ${shared}. Answers may differ for that.`,
    otherFiles:
      'The model here has the same version but other files than the shared result was made with. Answers may differ for that.',
    region: 'Shared and run here',
    map: 'Difference',
    largest: 'Largest',
    mean: 'Mean',
    rounding: 'Rounding',
    figure: 'Answer',
    shared: 'Shared',
    own: 'Here',
    difference: 'Difference',
    risk: 'Risk',
    agrees: 'The maps differ by no more than the rounding of the link.',
    agreesInPart: 'Where both have a score, the maps differ by no more than the rounding of the link.',
    nothing: 'No map was compared: the two have no score of the same patch.',
    differs: (maps: string) => `More than the rounding of the link explains: ${maps}.`,
    unrounded: 'The scores of the file were not rounded: every difference is one of the runs.',
    answerSame: 'The answer is the same.',
    answerDiffers: (largest: string) => `The answer differs by at most ${largest}.`,
    answerOther: 'The answers are not to the same question.',
    notBoth: (maps: string, shared: number, own: number) =>
      `Not compared (${maps}): patches with a score in the shared result alone ${count(shared)}, in the one here alone ${count(own)}.`,
    missing: (maps: string) => `Not compared, as the result here does not have it: ${maps}.`,
    sameBackEnd: (what: string) => `Both ran on ${what}.`,
    otherBackEnd: (shared: string, own: string) =>
      `Back ends differ: shared on ${shared}, here on ${own}. The last digits differ for that alone.`,
  },
} as const;
