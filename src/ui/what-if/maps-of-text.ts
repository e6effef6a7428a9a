import type { MapsOf } from '#state/maps-of.ts';
import { text } from '#ui/messages/text.ts';

/** What the maps on screen are of, in a word or two; and as a sentence, with the reason, where they are not those of what is asked. */
export function mapsOfText(of: MapsOf): string {
  if (of === 'question') return text.askedMaps.asAsked;
  return of === 'question-before' ? text.askedMaps.before : text.whatIf.fullMapShort;
}

export function mapsOfSentence(of: Exclude<MapsOf, 'question'>): string {
  return of === 'full-from-file' ? text.whatIf.fullMap : text.askedMaps.sentences[of];
}

/** The name of a map with what it is of; the name alone while nothing is asked. */
export function nameWithMapsOf(name: string, of: MapsOf | null): string {
  return of === null ? name : text.askedMaps.named(name, mapsOfText(of));
}
