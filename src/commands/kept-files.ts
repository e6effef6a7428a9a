import { isFoveaError } from '#core/errors/fovea-error.ts';
import type { NamedQuestion, QuestionedResult } from '#core/result/questions.ts';
import { isSameNamed, mergeNamed } from '#state/named-questions.ts';
import type { KeptResult, SlideResults } from '#state/slide-results.ts';
import { keptQuestions, questionsToKeep } from '#state/what-if-view.ts';
import type { KeptFile, ResultStorage } from '#workers/result/contract.ts';
import type { CommandContext } from './context.ts';
import { aboutText, readAbout } from './kept-about.ts';

/** The list of results of one slide, as long as its slide is open; then what was on it last. */
export interface ListOfSlide {
  readonly get: () => SlideResults;
  readonly isOpen: () => boolean;
  /** Puts a result of the disk onto it, in its place by time; where it is full nothing happens. */
  readonly restore: (kept: KeptResult, addedAtMs: (key: string) => number) => void;
  readonly setNamed: (key: string, named: readonly NamedQuestion[]) => void;
}

/** The result files of one slide, as far as this tab knows them. Its calls take turns: who makes them waits for the one before. */
export interface KeptFiles {
  /** What is on the disk and not on the list comes onto it, and what another tab has changed is changed here: at first all, later what is new. */
  readonly read: () => Promise<void>;
  /**
   * Writes what is on the list and not on the disk, and deletes what is on the list no more.
   * @throws FoveaError as `ResultStorage.put`; of a result that is too large once all others are written
   */
  readonly write: () => Promise<void>;
  /** Whether a result of that key is on the disk. */
  readonly holds: (key: string) => boolean;
  /** Names of those that cannot be read here. They stay where they are and cost no other. */
  readonly unread: ReadonlySet<string>;
}

/** What this tab knows of a file. */
interface OnDisk {
  /** Of the result on the list that it is of; null where it is on no list: it cannot be read, or there was no room. */
  readonly key: string | null;
  readonly stamp: string;
  /** What of the result is in it; null: something else than there is here. */
  readonly parts: readonly unknown[] | null;
  readonly named: readonly NamedQuestion[];
}

/** As often may another tab write the same result while this one is about to. */
const MOST_TRIES = 5;

export function keptFiles(
  context: Pick<CommandContext, 'readResultFile' | 'now'>,
  storage: ResultStorage,
  { fingerprint, list }: { readonly fingerprint: string; readonly list: ListOfSlide },
): KeptFiles {
  /** By name. */
  const files = new Map<string, OnDisk>();
  const unread = new Set<string>();
  /** When each came onto the list, by key; epoch milliseconds. */
  const addedAtMs = new Map<string, number>();
  /** Results that no file may hold, as they were then, by key. */
  const tooLarge = new Map<string, { readonly parts: readonly unknown[]; readonly reason: unknown }>();
  let shownName: string | null = null;

  const listed = (key: string) => list.get().list.find((kept) => kept.key === key);
  const nameOf = async (key: string) =>
    [...files].find(([, one]) => one.key === key)?.[0] ?? (await storage.nameOf(key));

  async function read(): Promise<void> {
    const { results, shown } = await storage.list(fingerprint);
    shownName ??= shown;
    const changed = results.filter(({ name, stamp }) => files.get(name)?.stamp !== stamp);
    for (const one of changed.sort((a, b) => nearer(a, b, shown))) {
      if (!list.isOpen()) return;
      await take(one);
    }
  }

  /** Takes over what is in a file that is new, or that another tab has written. */
  async function take({ name, file, stamp, about }: KeptFile): Promise<void> {
    const result = await readOne(file);
    const before = files.get(name);
    if (!result) {
      unread.add(name);
      files.set(name, { key: null, parts: null, named: [], ...before, stamp });
      return;
    }
    unread.delete(name);
    const known = readAbout(about);
    const found = keptOf(result, known);
    const key = before?.key ?? found.key;
    const theirs = found.questions?.named ?? [];
    const mine = listed(key);
    if (!mine && before?.key) {
      // Taken off the list here: it is about to be deleted.
      files.set(name, { ...before, stamp });
    } else if (mine) {
      const isWritten = before?.parts && isSame(before.parts, partsOf(mine));
      const own = mine.questions?.named ?? [];
      const named = mergeNamed({ own, base: before?.named ?? [], theirs });
      if (named !== own) list.setNamed(key, named);
      const after = listed(key);
      const parts = after && isWritten && isSameNamed(named, theirs) ? partsOf(after) : null;
      files.set(name, { key, stamp, named: theirs, parts });
    } else {
      addedAtMs.set(key, known?.addedAtMs ?? Date.parse(result.run.finishedAt));
      list.restore(found, (one) => addedAtMs.get(one) ?? Infinity);
      const restored = listed(key);
      files.set(name, {
        key: restored ? key : null,
        stamp,
        named: theirs,
        parts: restored ? partsOf(restored) : null,
      });
    }
  }

  /** Null for one that cannot be read: damaged, of a newer version, or (no memory, no time) to be read another time. */
  async function readOne(file: File): Promise<QuestionedResult | null> {
    try {
      return await context.readResultFile(file);
    } catch (reason) {
      console.warn('a kept result cannot be read', reason);
      return null;
    }
  }

  async function write(): Promise<void> {
    const { list: all, shownKey } = list.get();
    const here = new Set(all.map(({ key }) => key));
    for (const [name, { key }] of [...files]) {
      if (key === null || here.has(key)) continue;
      await storage.change(fingerprint, { kind: 'remove', name });
      files.delete(name);
    }
    // The oldest first, so that files are in the order of the list.
    for (const { key } of all.toReversed()) await writeOne(key);
    if (shownKey !== null && holds(shownKey)) await noteShown(await nameOf(shownKey));
    for (const [key, { reason }] of tooLarge) if (here.has(key)) throw reason;
  }

  /** Which one is shown is no work: where there is no room for that, all results are on the disk nevertheless. */
  async function noteShown(name: string): Promise<void> {
    if (name === shownName) return;
    try {
      await storage.change(fingerprint, { kind: 'show', name });
      shownName = name;
    } catch (reason) {
      console.warn('which result is shown is not noted', reason);
    }
  }

  async function writeOne(key: string): Promise<void> {
    const name = await nameOf(key);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const kept = listed(key);
      if (!kept || isInItsLink(kept)) return;
      const parts = partsOf(kept);
      const before = files.get(name);
      if (isSame(before?.parts, parts) || isSame(tooLarge.get(key)?.parts, parts)) return;
      tooLarge.delete(key);
      const added = addedAtMs.get(key) ?? context.now();
      addedAtMs.set(key, added);
      const questions = questionsToKeep(kept.questions);
      const result = questions ? { ...kept.result, questions } : kept.result;
      try {
        const stamp = await storage.put(fingerprint, {
          name,
          result,
          about: aboutText(kept, added),
          over: before?.stamp ?? null,
        });
        if (stamp !== null) {
          unread.delete(name);
          files.set(name, { key, stamp, parts, named: kept.questions?.named ?? [] });
          return;
        }
      } catch (reason) {
        if (!isFoveaError(reason) || reason.code !== 'storage/result-too-large') throw reason;
        tooLarge.set(key, { parts, reason });
        return;
      }
      // Another tab has written it meanwhile: what it says is taken over first.
      const theirs = (await storage.list(fingerprint)).results.find((one) => one.name === name);
      if (theirs) await take(theirs);
      else files.delete(name);
    }
    throw new Error('another tab keeps changing this result');
  }

  const holds = (key: string) => [...files.values()].some((one) => one.key === key);
  return { read, write, holds, unread };
}

/** The one that was shown first, then the newest. */
function nearer(a: KeptFile, b: KeptFile, shown: string | null): number {
  return Number(b.name === shown) - Number(a.name === shown) || b.file.lastModified - a.file.lastModified;
}

function keptOf({ questions, ...result }: QuestionedResult, about: ReturnType<typeof readAbout>): KeptResult {
  const { key = result.id, origin = null, settling, sampling, againOf } = about ?? {};
  return {
    key,
    result,
    origin,
    notes: [],
    isFromDisk: true,
    ...(questions ? { questions: keptQuestions(questions) } : {}),
    ...(settling ? { settling } : {}),
    ...(sampling ? { sampling } : {}),
    ...(againOf === undefined ? {} : { againOf }),
  };
}

/** Looking at what somebody shared leaves nothing on this machine; what was asked of it since does. */
export function isInItsLink({ origin, questions }: KeptResult): boolean {
  return origin?.kind === 'link' && !questionsToKeep(questions);
}

/** Parts of a kept result that are in its file, as they stand: each the same object as long as nothing about it changes. */
function partsOf({ result, questions, againOf }: KeptResult): readonly unknown[] {
  return [result, questions?.asked, questions?.named, questions?.answered, againOf];
}

function isSame(a: readonly unknown[] | null | undefined, b: readonly unknown[]): boolean {
  return a?.every((part, i) => part === b[i]) ?? false;
}
