import type { MapId } from '#core/model/map-ids.ts';
import { agreementOf, isSameBackEnd, isWithinRounding } from '#core/result/compare-results.ts';
import type { MapDifference, ResultDifference } from '#core/result/compare-results.ts';
import { text } from '#ui/messages/text.ts';
import { significant } from '../messages/numbers.ts';

/** What a comparison comes to: a sentence on the maps, one on the answer. */
export function summaryOf(difference: ResultDifference, isFile: boolean): readonly string[] {
  return [mapsSentence(difference, isFile), answerSentence(difference.answer)];
}

function mapsSentence(difference: ResultDifference, isFile: boolean): string {
  const { again } = text.share;
  const agreement = agreementOf(difference);
  if (agreement === 'nothing') return again.nothing;
  if (isFile) return again.unrounded;
  if (agreement === 'all') return again.agrees;
  if (agreement === 'in-part') return again.agreesInPart;
  const beyond = difference.maps.filter((map) => map.compared > 0 && !isWithinRounding(map));
  return again.differs(namesOf(beyond.map(({ id }) => id)));
}

/** What was not compared, of every map; maps with the same numbers in one sentence. */
export function uncomparedOf({ maps, missing }: ResultDifference): readonly string[] {
  const { again } = text.share;
  const apart = new Map<string, MapDifference[]>();
  for (const map of maps) {
    const { onlyInShared, onlyInOwn } = map;
    if (onlyInShared + onlyInOwn === 0) continue;
    const key = `${onlyInShared} ${onlyInOwn}`;
    apart.set(key, [...(apart.get(key) ?? []), map]);
  }
  const sentences = Array.from(apart.values(), (alike) => {
    const [{ onlyInShared, onlyInOwn } = { onlyInShared: 0, onlyInOwn: 0 }] = alike;
    return again.notBoth(namesOf(alike.map(({ id }) => id)), onlyInShared, onlyInOwn);
  });
  return missing.length > 0 ? [...sentences, again.missing(namesOf(missing))] : sentences;
}

function namesOf(ids: readonly MapId[]): string {
  return text.phrases.listed(ids.map((id) => text.result.mapFull[id]));
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
