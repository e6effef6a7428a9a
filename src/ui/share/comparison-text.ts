import { isSameBackEnd, isWithinRounding, type ResultDifference } from '#core/result/compare-results.ts';
import { text } from '#ui/messages/text.ts';
import { significant } from '../messages/numbers.ts';

/** What a comparison comes to: a sentence on the maps, one on the answer. */
export function summaryOf({ maps, answer }: ResultDifference, isFile: boolean): readonly string[] {
  const { again } = text.share;
  const beyond = maps.filter((map) => !isWithinRounding(map)).map(({ id }) => text.result.mapFull[id]);
  const ofMaps = isFile
    ? again.unrounded
    : beyond.length === 0
      ? again.agrees
      : again.differs(text.phrases.listed(beyond));
  return [ofMaps, answerSentence(answer)];
}

function answerSentence(answer: ResultDifference['answer']): string {
  const { again } = text.share;
  if (!answer) return again.answerOther;
  const largest = Math.max(0, ...answer.map(({ shared, own }) => Math.abs(own - shared)));
  return largest === 0 ? again.answerSame : again.answerDiffers(significant(largest, 2));
}

/** Where both ran; the number of threads changes no number. */
export function backEndText(backEnds: ResultDifference['backEnds']): string {
  const { again } = text.share;
  const words = ({ kind, adapter, threads, precision }: ResultDifference['backEnds']['own']) =>
    text.phrases.listed([kind === 'webgpu' ? text.status.gpu(adapter ?? '') : text.status.cpu(threads), precision]);
  return isSameBackEnd(backEnds)
    ? again.sameBackEnd(words(backEnds.own))
    : again.otherBackEnd(words(backEnds.shared), words(backEnds.own));
}
