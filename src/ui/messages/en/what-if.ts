import { count, duration, percent, plural } from '../numbers.ts';

/** Questions to a result: what if this part were not there? */
export const whatIf = {
  title: 'What if',
  region: 'What if',
  summary: 'leave parts out and see what changes',
  summaryAsked: 'a question is being asked',
  empty: 'After a run: leave parts of the slide out, or keep only some, and see what the model says then.',
  imported: 'These maps come from another program: there is no model here to ask. Choose the result of a run.',
  lead: 'Mark a part of the slide: the model answers again without it, from the features that the run kept.',
  effect: 'What is marked',
  effects: { exclude: 'Leave out', keep: 'Keep only' },
  tools: 'Mark with',
  kinds: { rectangle: 'Rectangle', polygon: 'Polygon', freehand: 'Freehand', paint: 'Paint patches' },
  kindsShort: { rectangle: 'Box', polygon: 'Polygon', freehand: 'Freehand', paint: 'Paint' },
  toolHints: {
    rectangle: 'Drag a box on the slide. Esc ends.',
    polygon: 'Click corner by corner; a double click or Enter closes. Esc ends.',
    freehand: 'Draw around it in one go. Esc ends.',
    paint: 'Paint patch by patch; begun on a painted patch, a stroke takes away. Esc ends.',
  },
  brush: 'Width of the brush',
  brushes: (patches: number) => plural(patches, 'patch', 'patches'),
  withoutTop: 'Without the highest',
  withoutTopHint: 'of the patches that the marks leave',
  withoutTopCount: 'How many',
  withoutTopMap: 'By which map',
  of: 'of',
  undo: 'Undo',
  redo: 'Redo',
  clear: 'Back to the full slide',
  full: 'This is as many marks as one question can have.',
  answer: 'Answer',
  fullSlide: 'Full slide',
  now: 'Now',
  difference: 'Change',
  keptOf: (kept: number, all: number) =>
    `${count(kept)} of ${plural(all, 'patch', 'patches')} stay (${percent(all > 0 ? kept / all : 0)})`,
  keptPlaces: (kept: number, all: number) =>
    `${count(kept)} of ${plural(all, 'place', 'places')} stay (${percent(all > 0 ? kept / all : 0)})`,
  nothingAsked: 'Nothing is marked: this is the full slide.',
  nothingLeft: 'Nothing is left. At least one patch must stay.',
  took: (ms: number) => (ms < 1000 ? `answered in ${count(ms)} ms` : `answered in ${duration(ms / 1000)}`),
  ranOn: (took: string, backEnd: string) => `${took}, on another back end than the result: ${backEnd}`,
  fromFile: 'The answer as it stands in the file; the map is that of the full slide.',
  askHere: 'Ask here',
  fullMap:
    'The map of the full slide: the file holds the answer to the question, not its map. “Ask here” under “What if” shows that one.',
  fullMapShort: 'full slide',
  stale: 'of the question before; the new answer is being worked out',
  staleStopped: 'of the question before; this one is not answered',
  asking: 'The answer is being worked out …',
  notAsked: 'This question is not answered.',
  ask: 'Ask',
  stop: 'Stop',
  waiting: 'A run is in progress: the question is asked when it has ended.',
  runAgain: 'Run again and ask',
  without: (marks: number) =>
    marks === 1 ? 'Without the marked region' : `Without the ${count(marks)} marked regions`,
  withOnly: (marks: number) =>
    marks === 1 ? 'With nothing but the marked region' : `With nothing but the ${count(marks)} marked regions`,
  withOnlyLess: 'With the kept regions alone, less what is left out,',
  withoutTopAlone: (top: number, map: string) => `Without the ${count(top)} highest by ${map}`,
  andWithoutTop: (lead: string, top: number) =>
    `${lead.replace(/,$/, '')}, and without the ${count(top)} highest of what is left,`,
  scoreFalls: (lead: string, name: string, before: string, after: string) =>
    `${lead} the score for ${name} falls from ${before} to ${after}.`,
  scoreRises: (lead: string, name: string, before: string, after: string) =>
    `${lead} the score for ${name} rises from ${before} to ${after}.`,
  scoreStays: (lead: string, name: string, after: string) => `${lead} the score for ${name} stays at ${after}.`,
  scoreHardly: (lead: string, name: string, before: string, after: string) =>
    `${lead} the score for ${name} hardly changes: ${after}, before ${before}.`,
  nowHighest: (name: string, score: string) => `The highest score is now that of ${name}, ${score}.`,
  riskFalls: (lead: string, before: string, after: string) =>
    `${lead} the risk falls from ${before} to ${after} (higher is worse).`,
  riskRises: (lead: string, before: string, after: string) =>
    `${lead} the risk rises from ${before} to ${after} (higher is worse).`,
  riskStays: (lead: string, after: string) => `${lead} the risk stays at ${after}.`,
  riskHardly: (lead: string, before: string, after: string) =>
    `${lead} the risk hardly changes: ${after}, before ${before} (higher is worse).`,
  inPoints: 'Changes of survival are in percentage points.',
  survivalBy: (bin: string) => `Survival, ${bin}`,
  drawSpread: 'Scores of repeated draws: differences of the size of the spread (±) mean nothing.',
  drawnForQuestion: 'Drawn for the question under “What if”.',
  means: {
    'tda-mil': 'The model looks at the remaining patches alone, in both passes, as if the rest had never been there.',
    dsca: 'A low-resolution patch leaves with its sixteen finer ones. Order and positions are counted among those that stay, as if the rest had never been there.',
    'attention-sampling':
      'Places left out cannot be drawn: their probability goes to the others, and all draws are repeated with the same seed. A patch drawn near the edge may still reach over it.',
  },
  meansTitle: 'What leaving out means',
  marks: 'Marks',
  rectangle: (area: string) => `Box, ${area}`,
  polygon: (area: string) => `Outline, ${area}`,
  painted: 'Painted',
  inRegion: (patches: number) => plural(patches, 'patch', 'patches'),
  inRegionPlaces: (places: number) => plural(places, 'place', 'places'),
  show: (number: number, what: string) => `Mark ${count(number)}: ${what}. Show it.`,
  isLeftOut: 'left out',
  isKept: 'kept',
  leaveOut: (number: number) => `Mark ${count(number)} is kept. Leave it out instead.`,
  keepOnly: (number: number) => `Mark ${count(number)} is left out. Keep only it instead.`,
  remove: (number: number) => `Remove mark ${count(number)}`,
  sets: 'Kept questions',
  setsHint: 'Kept with this result, and in its result file.',
  name: 'Name of the question',
  namePlaceholder: 'for instance “without the fold”',
  save: 'Keep',
  saveOver: 'Replace',
  choose: (name: string) => `Ask ${name}`,
  rename: (name: string) => `Rename ${name}`,
  newName: (name: string) => `New name of ${name}`,
  useName: 'Use this name',
  nameTaken: 'Another question has this name.',
  delete: (name: string) => `Delete ${name}`,
  deleted: (name: string) => `Deleted: ${name}.`,
  bringBack: 'Bring back',
  notAnswered: 'not answered',
  staying: (questions: number) =>
    questions === 1
      ? 'One question stays with the earlier result: patches painted for it are not among those of this run.'
      : `${count(questions)} questions stay with the earlier result: patches painted for them are not among those of this run.`,
  setsFull: (most: number) => `${count(most)} questions are kept, which is all that fit.`,
  obstacles: {
    'no-model':
      'No question can be asked of this result: its model is not installed here. Add the model, or run one on this slide.',
    'other-model':
      'No question can be asked of this result: another version of its model is installed here. Run the model again on this slide.',
    'no-units': 'No question can be asked of this result: it has no map of the places that could be left out.',
  },
} as const;
