import { count, plural } from '../numbers.ts';

/** Whether a map orders the patches by what the answer rests on. */
export const faithfulness = {
  title: 'How faithful is a map?',
  lead: 'Leaves out the highest patches of a map step by step, and keeps only them, and follows the answer; beside it the same in random order.',
  follows: (name: string, score: string) => `Followed is the score for ${name}: ${score} on the full slide.`,
  followsRisk: 'Followed is the risk.',
  lowScore: 'So low a score has hardly any room to fall: leaving out can show little here.',
  map: 'Map to check',
  cost: (runs: number) => `asks the model ${plural(runs, 'question', 'questions')}`,
  check: 'Check',
  again: 'Check again',
  cancel: 'Cancel',
  cancelled: 'Cancelled.',
  busy: 'Once the run has ended.',
  progress: 'Progress of the check',
  asked: (done: number, total: number) => `${count(done)} of ${plural(total, 'question', 'questions')}`,
  rate: (perSecond: string) => `${perSecond} per second`,
  deletion: 'Leaving out the highest first',
  insertion: 'Keeping the highest first',
  shareOut: 'share left out',
  shareKept: 'share kept',
  score: (name: string) => `score for ${name}`,
  risk: 'risk',
  byMap: (map: string) => `in the order of ${map}`,
  atRandom: 'at random, mean ± SD',
  area: 'Mean height',
  areaMap: 'map',
  areaRandom: 'random',
  plot: (title: string, ofMap: string, ofRandom: string, sd: string) =>
    `${title}: mean height ${ofMap} in the order of the map, ${ofRandom} ± ${sd} at random. The table has all values.`,
  table: 'As a table',
  share: 'Share',
  value: 'Map',
  randomMean: 'Random',
  randomSd: 'SD',
  clear: (name: string) =>
    `Leaving out what this map shows highest lowers the score for ${name} sooner than chance, and these patches alone bring it sooner: the map orders patches by what this answer rests on.`,
  onlyDeletion: (name: string) =>
    `Leaving out what this map shows highest lowers the score for ${name} sooner than chance; but these patches alone do not bring it sooner than others.`,
  onlyInsertion: (name: string) =>
    `The patches that this map shows highest bring the score for ${name} sooner than chance; but without them it does not fall sooner: others say the same.`,
  none: (name: string) =>
    `Neither is told from chance: this map does not order patches by what the score for ${name} rests on.`,
  noRoom: (name: string, score: string) =>
    `The score for ${name} is only ${score} on the full slide and has hardly any room to fall; keeping the highest patches alone does not bring it sooner than chance either. This says nothing about the map.`,
  noRoomRises: (name: string, score: string) =>
    `The patches that this map shows highest bring the score for ${name} sooner than chance; on the full slide it is only ${score} and has hardly any room to fall, so that leaving them out says nothing.`,
  reverse: (name: string) => `The other way round: the score for ${name} rests rather on what this map shows lowest.`,
  riskMoves:
    'Taking patches in the order of this map moves the risk otherwise than chance does: the answer depends on what it shows.',
  riskNone: 'Taking patches in the order of this map moves the risk no otherwise than chance does.',
  caution:
    'About this model’s answer, not about the disease. Of a slide with most of it left out the model has seen nothing alike: only the distance from random order counts. Told from chance: its mean height lies where one more random order would lie in less than one case of twenty, as far as these few random orders tell; of a score, at least 0.01 from theirs. A score under 0.1 on the full slide is one with hardly any room to fall.',
  cautionRisk: 'The risk also moves with the number of patches alone.',
  how: (orders: number, seed: number) => `${plural(orders, 'random order', 'random orders')}, seed ${String(seed)}`,
} as const;
