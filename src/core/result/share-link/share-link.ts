import { FoveaError, isFoveaError } from '#core/errors/fovea-error.ts';
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { MapId } from '#core/model/map-ids.ts';
import type { RunResult } from '../run-result.ts';
import { decodePayload, linkEncoder } from './link-codec.ts';
import type { LinkDetail } from './link-codec.ts';
import type { LeftOut, LinkContent, Roundings, ShareContent } from './link-content.ts';
import { LINK_LIMITS } from './link-limits.ts';
import type { ScoreBits } from './rounded-scores.ts';
import { leavable } from './travelling-result.ts';

/** What asking for a link gives. */
export type MadeLink =
  | {
      readonly kind: 'link';
      /** The whole address. */
      readonly address: string;
      readonly bits: ScoreBits;
      readonly maps: readonly MapId[];
      readonly leftOut: LeftOut;
      readonly roundings: Roundings;
    }
  /** However little of it: `characters` is what the shortest address tried would have. A result file holds it all. */
  | { readonly kind: 'too-long'; readonly characters: number }
  /** Whatever their scores: places alone would be too many to be read. */
  | { readonly kind: 'too-many'; readonly patches: number }
  | { readonly kind: 'refused'; readonly error: PlainError };

export interface LinkRequest {
  readonly content: ShareContent;
  /** The application's address with its query, without a fragment. */
  readonly page: string;
  /** Maps that are wanted, no more and no less; null: as many as fit, the one on screen first. */
  readonly maps: readonly MapId[] | null;
  /** Scores are not told finer than this: they came rounded themselves. */
  readonly mostBits: ScoreBits;
}

/** The address that opens a result, in as much detail as fits into {@link LINK_LIMITS}. Never throws. */
export function makeShareLink({ content, page, maps, mostBits }: LinkRequest): MadeLink {
  const tooMany = tooManyForLink({ content, maps, mostBits });
  if (tooMany) return tooMany;
  let shortest = Infinity;
  const encoder = linkEncoder(content);
  for (const detail of details(content, maps, mostBits)) {
    // Not even tried: of hundreds of thousands of patches that alone takes seconds.
    if (patchCount(content.result, detail.maps) > LINK_LIMITS.patches) continue;
    // Nor what cannot fit whatever its scores are, but for its shortest form, whose length is said.
    const isHopeless = page.length + encoder.patchCharacters(detail.maps) > LINK_LIMITS.characters;
    if (isHopeless && !detail.isShortest) continue;
    const payload = encoder.payload(detail);
    const address = `${page}#v1.${payload}`;
    shortest = Math.min(shortest, address.length);
    if (address.length > LINK_LIMITS.characters) continue;
    try {
      // Whoever gets the link must be able to read it: what this version refuses is not handed out.
      const { leftOut, roundings } = decodePayload(payload);
      return { kind: 'link', address, bits: detail.bits, maps: detail.maps, leftOut, roundings };
    } catch (reason) {
      if (isFoveaError(reason)) return { kind: 'refused', error: plain(reason) };
      throw reason;
    }
  }
  return { kind: 'too-long', characters: shortest };
}

/** What {@link makeShareLink} says to more patches than any link holds, in no time; null where there are not. */
export function tooManyForLink({
  content,
  maps,
  mostBits,
}: Omit<LinkRequest, 'page'>): Extract<MadeLink, { kind: 'too-many' }> | null {
  const counts = [...details(content, maps, mostBits)].map((detail) => patchCount(content.result, detail.maps));
  const fewest = Math.min(...counts);
  return fewest > LINK_LIMITS.patches ? { kind: 'too-many', patches: fewest } : null;
}

/** Patches over all lists that a link with these maps would hold. */
function patchCount({ patches, maps }: RunResult, ids: readonly MapId[]): number {
  const own = maps.flatMap((map) => (map.patches && ids.includes(map.id) ? [map.patches] : []));
  return [...new Set([patches, ...own])].reduce((sum, list) => sum + list.length, 0);
}

/**
 * What to try, the best first: everything, then the coarser scores, then without what others can do without, then one map alone; `isShortest`: of
 * those with the same maps.
 */
function* details(
  { result, overlay }: ShareContent,
  wanted: readonly MapId[] | null,
  mostBits: ScoreBits,
): Generator<LinkDetail & { readonly isShortest: boolean }> {
  const all = result.maps.map(({ id }) => id).filter((id) => wanted?.includes(id) ?? true);
  const main = overlay.map !== null && all.includes(overlay.map) ? overlay.map : all[0];
  const sets = [all, ...(wanted || main === undefined || all.length < 2 ? [] : [[main]])];
  const bitsToTry = ([8, 4] as const).filter((bits) => bits <= mostBits);
  const most = leavable(result);
  const extras = [{ draws: false, risks: false }, ...(most.draws || most.risks ? [most] : [])];
  for (const maps of sets)
    for (const leftOut of maps === all ? extras : extras.slice(-1))
      for (const bits of bitsToTry)
        yield { maps, bits, leftOut, isShortest: leftOut === extras.at(-1) && bits === bitsToTry.at(-1) };
}

const FRAGMENT = /^#?v(\d+)\.(.*)$/s;

/** Whether a fragment calls itself a share link, of whatever version. */
export function isShareLink(fragment: string): boolean {
  return FRAGMENT.test(fragment);
}

/**
 * What a fragment of an address holds; null where it is no share link.
 *
 * @param fragment with or without `#`
 * @throws FoveaError `link/…` for a link that cannot be read, and nothing else
 */
export function readShareLink(fragment: string): LinkContent | null {
  const found = FRAGMENT.exec(fragment);
  if (!found) return null;
  const [, version = '', payload = ''] = found;
  if (version !== '1') throw new FoveaError('link/unknown-version', { version: version.slice(0, 20) });
  return decodePayload(payload);
}

function plain(error: FoveaError): PlainError {
  return { code: error.code, context: error.context } as PlainError;
}
