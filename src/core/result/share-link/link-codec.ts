import { deflateSync } from 'fflate';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { placed, type Problem } from '#core/errors/problems.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import type { MapId } from '#core/model/map-ids.ts';
import { float32Digits } from '../result-file.ts';
import { inconsistencies } from '../result-consistency.ts';
import type { PatchMap, RunResult } from '../run-result.ts';
import { schemaProblems, told } from '../schema-problems.ts';
import { fromBase64Url, toBase64Url } from './base64url.ts';
import { ByteReader, ByteWriter, MalformedBytes } from './bytes.ts';
import { crc32 } from './crc32.ts';
import { HEADER_DICTIONARY } from './header-dictionary.ts';
import { readHeader, writeHeader } from './header-text.ts';
import { InflatedTooLarge, inflateWithin } from './inflate-within.ts';
import type { LeftOut, LinkContent, Rounding, ShareContent } from './link-content.ts';
import { LINK_LIMITS } from './link-limits.ts';
import { linkHeaderSchema } from './link-schema.ts';
import type { LinkHeader } from './link-schema.ts';
import { readPatchList, writePatchList } from './patch-lists.ts';
import { restoreScores, roundScores, roundingStep } from './rounded-scores.ts';
import type { RoundedScores, ScoreBits } from './rounded-scores.ts';
import { travellingResult } from './travelling-result.ts';

/** What of a result goes into a link, and how finely. */
export interface LinkDetail {
  readonly maps: readonly MapId[];
  readonly bits: ScoreBits;
  readonly leftOut: Omit<LeftOut, 'maps'>;
}

/** Scores are written as they are, or each as its difference to the one before, whichever is shorter. */
const FILTER = { none: 0, difference: 1 } as const;

const CRC_BYTES = 4;
const DIGEST_BYTES = 32;

/**
 * The payload of a link of version 1 (docs/share-link.md): base64url of a CRC-32 and, each behind its length, the deflated description, its
 * digests, the deflated lists of patches and the deflated scores of each map.
 */
export function encodePayload(content: ShareContent, detail: LinkDetail): string {
  return linkEncoder(content).payload(detail);
}

/** Makes links to one result in several details; what they have in common (patches, a map's scores) is packed once. */
export interface LinkEncoder {
  readonly payload: (detail: LinkDetail) => string;
  /** Characters that the patches of these maps alone take in a payload. */
  readonly patchCharacters: (maps: readonly MapId[]) => number;
}

export function linkEncoder(content: ShareContent): LinkEncoder {
  const { result } = content;
  const packedLists = new Map<string, Uint8Array>();
  const packedScores = new Map<string, PackedScores>();
  const kept = <T>(store: Map<string, T>, key: string, make: () => T): T => {
    const found = store.get(key) ?? make();
    store.set(key, found);
    return found;
  };
  const mapsOf = (ids: readonly MapId[]) => result.maps.filter(({ id }) => ids.includes(id));
  const patches = (ids: readonly MapId[]): Uint8Array => {
    const lists = listsOf(result, mapsOf(ids));
    const all = listsOf(result, result.maps);
    return kept(packedLists, lists.map((list) => all.indexOf(list)).join(), () => deflatedLists(result, lists));
  };
  const scores = (map: PatchMap, bits: ScoreBits): PackedScores =>
    kept(packedScores, `${map.id} ${bits}`, () => {
      const { codes, ...rounded } = roundScores(map.values, bits);
      return { ...rounded, bytes: deflatedScores(codes) };
    });
  return {
    payload: (detail) => {
      const maps = mapsOf(detail.maps).map((map) => ({ map, scores: scores(map, detail.bits) }));
      return assemble(content, detail, patches(detail.maps), maps);
    },
    patchCharacters: (ids) => Math.ceil((patches(ids).length * 4) / 3),
  };
}

/** Scores of one map as they are written. */
interface PackedScores extends Pick<RoundedScores, 'min' | 'max' | 'hasHoles'> {
  readonly bytes: Uint8Array;
}

/** Lists of patches that a link with these maps holds, the result's own first. */
function listsOf(result: RunResult, maps: readonly PatchMap[]): (readonly Level0Rect[])[] {
  return [...new Set([result.patches, ...maps.map((map) => map.patches ?? result.patches)])];
}

function deflatedLists(result: RunResult, lists: readonly (readonly Level0Rect[])[]): Uint8Array {
  const patches = new ByteWriter();
  lists.forEach((list, i) => {
    writePatchList(patches, list, i === 0 ? null : result.patches, result.run.plan);
  });
  return deflateSync(patches.finish(), { level: 9 });
}

function assemble(
  { result, view, overlay, slideBytes }: ShareContent,
  { maps: ids, bits, leftOut }: LinkDetail,
  patches: Uint8Array,
  packed: readonly { readonly map: PatchMap; readonly scores: PackedScores }[],
): string {
  const lists = listsOf(
    result,
    packed.map(({ map }) => map),
  );
  const header = {
    ...travellingResult(result, leftOut),
    view: view && {
      x: decimals(view.center.x, 1),
      y: decimals(view.center.y, 1),
      scale: Number(view.level0PxPerCssPx.toPrecision(6)),
      rotation: decimals(view.rotationDeg, 2),
    },
    overlay: { ...overlay, settings: overlay.settings.filter(({ map }) => ids.includes(map)) },
    bytes: slideBytes,
    lists: lists.length,
    maps: packed.map(({ map, scores: { min, max, hasHoles } }) => ({
      id: map.id,
      list: lists.indexOf(map.patches ?? result.patches),
      min: float32Digits(min),
      max: float32Digits(max),
      holes: hasHoles,
      bits,
    })),
    left: { ...leftOut, maps: result.maps.map(({ id }) => id).filter((id) => !ids.includes(id)) },
  } satisfies Record<Exclude<keyof LinkHeader, 'sampling'>, unknown>;
  const { text, digests } = writeHeader(header);

  const body = new ByteWriter();
  const section = (bytes: Uint8Array) => {
    body.unsigned(bytes.length);
    body.bytes(bytes);
  };
  section(deflateSync(text, { level: 9, dictionary: HEADER_DICTIONARY }));
  section(digests);
  section(patches);
  for (const { scores } of packed) section(scores.bytes);
  const bytes = body.finish();
  const payload = new Uint8Array(CRC_BYTES + bytes.length);
  new DataView(payload.buffer).setUint32(0, crc32(bytes));
  payload.set(bytes, CRC_BYTES);
  return toBase64Url(payload);
}

/**
 * Reads the payload of a link of version 1 that anyone may have written.
 *
 * @throws FoveaError `link/…` and nothing else, having held no more than {@link LINK_LIMITS} allow
 */
export function decodePayload(payload: string): LinkContent {
  try {
    return decode(payload);
  } catch (cause) {
    if (cause instanceof FoveaError) throw cause;
    if (cause instanceof InflatedTooLarge)
      throw new FoveaError('link/too-large', { mostBytes: cause.limitBytes }, { cause });
    if (cause instanceof MalformedBytes) throw new FoveaError('link/damaged', { problem: cause.problem }, { cause });
    // Whatever else a made-up link brings about (numbers that overflow, nesting without end) is the link's fault.
    throw new FoveaError('link/damaged', { problem: { code: 'link-description' } }, { cause });
  }
}

function decode(payload: string): LinkContent {
  if (payload.length > LINK_LIMITS.characters)
    throw new FoveaError('link/too-long', { characters: payload.length, most: LINK_LIMITS.characters });
  const bytes = fromBase64Url(payload);
  if (!bytes || bytes.length <= CRC_BYTES) throw new MalformedBytes({ code: 'link-characters' });
  const body = bytes.subarray(CRC_BYTES);
  if (new DataView(bytes.buffer).getUint32(0) !== crc32(body)) throw new MalformedBytes({ code: 'link-checksum' });

  const from = new ByteReader(body);
  const section = () => from.bytes(from.unsigned());
  const text = inflateWithin(section(), LINK_LIMITS.headerBytes, HEADER_DICTIONARY);
  const digests = section();
  if (digests.length % DIGEST_BYTES !== 0) throw new MalformedBytes({ code: 'link-digests' });
  const parsed = linkHeaderSchema.safeParse(readHeader({ text, digests }));
  if (!parsed.success) throw new FoveaError('link/invalid', schemaProblems(parsed.error));
  const header = parsed.data;

  const lists = readLists(new ByteReader(inflateWithin(section(), LINK_LIMITS.patchBytes)), header);
  const result = readResult(header, lists, section);
  if (!from.isAtEnd) throw new MalformedBytes({ code: 'link-goes-on' });
  checkConsistent(header, result);
  return { result, ...described(header) };
}

function readLists(from: ByteReader, { lists: count, run }: LinkHeader): Level0Rect[][] {
  const lists: Level0Rect[][] = [];
  let most: number = LINK_LIMITS.patches;
  for (let i = 0; i < count; i++) {
    const bounds = { most, coordinate: LINK_LIMITS.coordinate };
    const list = readPatchList(from, lists[0] ?? null, run.plan, bounds);
    most -= list.length;
    lists.push(list);
  }
  if (!from.isAtEnd) throw new MalformedBytes({ code: 'link-goes-on' });
  return lists;
}

function readResult(
  header: LinkHeader,
  lists: readonly (readonly Level0Rect[])[],
  section: () => Uint8Array<ArrayBuffer>,
): RunResult {
  const [patches = []] = lists;
  const maps = header.maps.map(({ id, list, min, max, holes, bits }): PatchMap => {
    const own = lists[list] ?? patches;
    const codes = inflatedScores(section(), own.length);
    if (codes.some((code) => code >= 2 ** bits)) throw new MalformedBytes({ code: 'link-scores', bits });
    const values = restoreScores({ codes, min, max, hasHoles: holes, bits });
    return { id, values, ...(own === patches ? {} : { patches: own }) };
  });
  const { id, answer, run, timings, sampling } = header;
  return { id, patches, maps, answer, run, timings, ...(sampling ? { sampling } : {}) };
}

/** What a schema cannot see: parts that contradict each other, patches that are not on the slide. */
function checkConsistent(header: LinkHeader, result: RunResult): void {
  const { width, height } = header.run.slide;
  const isOnSlide = (patch: Level0Rect) =>
    patch.x < width && patch.y < height && patch.x + patch.width > 0 && patch.y + patch.height > 0;
  const { patches, answer, sampling, run } = result;
  const problems: Problem[] = inconsistencies({
    patches,
    answer,
    run,
    ...(sampling ? { sampling } : {}),
    maps: Object.fromEntries(result.maps.map((map) => [map.id, map])),
  }).map(({ path, problem }) => placed(problem, path));
  const lists = new Set([patches, ...result.maps.map((map) => map.patches ?? patches)]);
  if (patches.length === 0) problems.push({ code: 'no-patch' });
  if (![...lists].every((list) => list.every(isOnSlide))) problems.push({ code: 'link-patches-beside' });
  if (problems.length > 0) throw new FoveaError('link/invalid', told(problems));
}

function described(header: LinkHeader): Omit<LinkContent, 'result'> {
  const { view, overlay, bytes, maps, left } = header;
  const roundings = Object.fromEntries(
    maps.map(({ id, min, max, holes, bits }): [MapId, Rounding] => [
      id,
      { bits, step: roundingStep({ min, max, hasHoles: holes, bits }) },
    ]),
  );
  return {
    view: view && { center: { x: view.x, y: view.y }, level0PxPerCssPx: view.scale, rotationDeg: view.rotation },
    overlay,
    slideBytes: bytes,
    roundings,
    leftOut: left,
  };
}

function deflatedScores(codes: Uint8Array<ArrayBuffer>): Uint8Array {
  const written = Object.values(FILTER).map((filter) => {
    const bytes = new Uint8Array(codes.length + 1);
    bytes[0] = filter;
    codes.forEach((code, i) => {
      // Of a uint8 array: differences below 0 wrap, and wrap back when read.
      bytes[i + 1] = filter === FILTER.difference ? code - (codes[i - 1] ?? 0) : code;
    });
    return deflateSync(bytes, { level: 9 });
  });
  return written.reduce((a, b) => (b.length < a.length ? b : a));
}

function inflatedScores(section: Uint8Array<ArrayBuffer>, count: number): Uint8Array<ArrayBuffer> {
  const bytes = inflateWithin(section, count + 1);
  const filter = bytes[0];
  if (bytes.length !== count + 1) throw new MalformedBytes({ code: 'link-score-count' });
  const codes = bytes.subarray(1);
  if (filter === FILTER.difference) for (let i = 1; i < count; i++) codes[i] = (codes[i] ?? 0) + (codes[i - 1] ?? 0);
  else if (filter !== FILTER.none) throw new MalformedBytes({ code: 'link-score-form' });
  return codes;
}

function decimals(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
