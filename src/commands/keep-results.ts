/** Results on this machine's disk; its code comes after the window is there. */
import { FoveaError, isFoveaError, toPlainError } from '#core/errors/fovea-error.ts';
import type { QuestionedResult } from '#core/result/questions.ts';
import { forgetKeeping, noteDamaged, setResultsKeeping } from '#state/keeping-store.ts';
import { restoreResult, resultsOf } from '#state/kept-results.ts';
import type { KeptResult, SlideResults } from '#state/slide-results.ts';
import { keptQuestions, questionsToKeep } from '#state/what-if-view.ts';
import type { KeptFile, ResultStorage } from '#workers/result/contract.ts';
import type { CommandContext } from './context.ts';
import { aboutText, readAbout } from './kept-about.ts';

/** What is asked of a result changes with every stroke; it is written when the hand rests for so long. */
const QUESTIONS_REST_MS = 1000;

/** Looking at what somebody shared leaves nothing on this machine; what was asked of it since does. */
function isInItsLink({ origin, questions }: KeptResult): boolean {
  return origin?.kind === 'link' && !questionsToKeep(questions);
}

/** What of a result is on the disk: to be written again where any of it is another. */
type Written = readonly unknown[];

interface KeptSlide {
  readonly fingerprint: string;
  /** By key, as far as this tab has read or written it; null until it has read. */
  written: Map<string, Written> | null;
  /** Names of the files that this tab has read or written. */
  readonly seen: Set<string>;
  /** When each came onto the list, by key; epoch milliseconds. */
  readonly addedAtMs: Map<string, number>;
  shownKey: string | null;
  /** Reading and writing take turns: a write never overtakes the one before. */
  turn: Promise<void>;
  timer: ReturnType<typeof setTimeout> | null;
}

export interface ResultKeeper {
  /** Writes at once what waits for the hand to rest: the window may be gone soon. Settles when all is written. */
  readonly flush: () => Promise<void>;
  readonly stop: () => void;
}

type Context = Pick<CommandContext, 'stores' | 'readResultFile' | 'now'>;

/**
 * From now on the results of every slide that is opened and can be recognised are read from the disk, and every change of them is written there:
 * a new one at once, a question when the hand rests. A result that cannot be read is put aside and costs no other one.
 */
export function keepResults(context: Context, storage: ResultStorage): ResultKeeper {
  const { slides, runs, keeping } = context.stores;
  const open = new Map<string, KeptSlide>();
  const ending = new Set<Promise<void>>();

  function follow(): void {
    const { byId } = slides.getState();
    for (const { description } of Object.values(byId))
      if (!open.has(description.id) && description.fingerprint !== null) begin(description.id, description.fingerprint);
    for (const [id, slide] of [...open]) if (!byId[id]) end(id, slide);
  }

  function begin(id: string, fingerprint: string): void {
    const slide: KeptSlide = {
      fingerprint,
      written: null,
      seen: new Set(),
      addedAtMs: new Map(),
      shownKey: null,
      turn: Promise.resolve(),
      timer: null,
    };
    open.set(id, slide);
    keeping.setState((state) => setResultsKeeping(state, id, { kind: 'reading' }));
    inTurn(id, slide, () => read(id, slide));
  }

  /** Its results are still on the list at this moment; what was changed just before is written from them. */
  function end(id: string, slide: KeptSlide): void {
    const last = resultsOf(runs.getState(), id);
    open.delete(id);
    if (slide.timer !== null) clearTimeout(slide.timer);
    inTurn(id, slide, () => write(slide, last));
    const done = slide.turn.finally(() => ending.delete(done));
    ending.add(done);
    keeping.setState((state) => forgetKeeping(state, id));
  }

  function inTurn(id: string, slide: KeptSlide, work: () => Promise<void>): void {
    slide.turn = slide.turn.then(work).then(
      () => {
        if (open.has(id)) keeping.setState((state) => setResultsKeeping(state, id, { kind: 'kept' }));
      },
      (reason: unknown) => {
        console.warn('results are not kept', reason);
        const error = isFoveaError(reason)
          ? toPlainError(reason)
          : toPlainError(new FoveaError('storage/refused', { what: 'result' }));
        if (open.has(id)) keeping.setState((state) => setResultsKeeping(state, id, { kind: 'failed', error }));
      },
    );
  }

  /** What is on the disk and not on the list comes onto it: at first all, later what other tabs have added. */
  async function read(id: string, slide: KeptSlide): Promise<void> {
    const { results, shown } = await storage.list(slide.fingerprint);
    const written = (slide.written ??= new Map<string, Written>());
    const isListed = (key: string) => resultsOf(runs.getState(), id).list.some((kept) => kept.key === key);
    const fresh = results.filter(({ name }) => !slide.seen.has(name)).sort((a, b) => nearer(a, b, shown));
    const strays: string[] = [];
    let damaged = 0;
    for (const { name, file, about } of fresh) {
      slide.seen.add(name);
      const result = await readOne(slide, name, file);
      if (!open.has(id)) return;
      if (!result) {
        damaged++;
        continue;
      }
      const known = readAbout(about);
      const kept = keptOf(result, known);
      // What is on the list already is newer than the file.
      if (isListed(kept.key)) continue;
      slide.addedAtMs.set(kept.key, known?.addedAtMs ?? Date.parse(result.run.finishedAt));
      runs.setState((state) => restoreResult(state, id, kept, (key) => slide.addedAtMs.get(key) ?? Infinity));
      if (!isListed(kept.key)) continue;
      // Without what was beside it its key is another, and so is its name: it is written under that one.
      if ((await storage.nameOf(kept.key)) === name) written.set(kept.key, writtenOf(kept));
      else strays.push(name);
      if (name === shown) slide.shownKey = kept.key;
    }
    if (!open.has(id)) return;
    keeping.setState((state) => noteDamaged(state, id, damaged));
    await write(slide, resultsOf(runs.getState(), id));
    for (const name of strays) await storage.change(slide.fingerprint, { kind: 'remove', name });
  }

  /** Null for one that cannot be read: it costs no other one. */
  async function readOne({ fingerprint }: KeptSlide, name: string, file: File): Promise<QuestionedResult | null> {
    try {
      return await context.readResultFile(file);
    } catch (reason) {
      console.warn('a kept result cannot be read', reason);
      // Anything else (no memory) may be better the next time.
      if (isFoveaError(reason) && reason.code === 'result/invalid')
        await storage.change(fingerprint, { kind: 'set-aside', name });
      return null;
    }
  }

  async function write(slide: KeptSlide, { list, shownKey }: SlideResults): Promise<void> {
    const { written, fingerprint } = slide;
    // Closed, or failed, before anything was read: what is on the list is new.
    if (!written) return;
    const here = new Set(list.map(({ key }) => key));
    for (const key of [...written.keys()]) {
      if (here.has(key)) continue;
      await storage.change(fingerprint, { kind: 'remove', name: await storage.nameOf(key) });
      written.delete(key);
    }
    // The oldest first, so that files are in the order of the list.
    for (const kept of list.toReversed()) {
      if (isInItsLink(kept)) continue;
      const now = writtenOf(kept);
      const before = written.get(kept.key);
      if (before && now.every((part, i) => part === before[i])) continue;
      const addedAtMs = slide.addedAtMs.get(kept.key) ?? context.now();
      slide.addedAtMs.set(kept.key, addedAtMs);
      const questions = questionsToKeep(kept.questions);
      const name = await storage.nameOf(kept.key);
      slide.seen.add(name);
      await storage.put(fingerprint, {
        name,
        result: questions ? { ...kept.result, questions } : kept.result,
        about: aboutText(kept, addedAtMs),
      });
      written.set(kept.key, now);
    }
    if (shownKey === null || shownKey === slide.shownKey || !written.has(shownKey)) return;
    await storage.change(fingerprint, { kind: 'show', name: await storage.nameOf(shownKey) });
    slide.shownKey = shownKey;
  }

  function writeSoon(id: string, slide: KeptSlide, afterMs: number): void {
    if (slide.timer !== null) clearTimeout(slide.timer);
    slide.timer = setTimeout(() => {
      writeNow(id, slide);
    }, afterMs);
  }

  function writeNow(id: string, slide: KeptSlide): void {
    if (slide.timer !== null) clearTimeout(slide.timer);
    slide.timer = null;
    inTurn(id, slide, () =>
      slide.written
        ? open.has(id)
          ? write(slide, resultsOf(runs.getState(), id))
          : Promise.resolve()
        : read(id, slide),
    );
  }

  const stops = [
    slides.subscribe(follow),
    runs.subscribe((state, before) => {
      for (const [id, slide] of open) {
        const [now, then] = [resultsOf(state, id), resultsOf(before, id)];
        if (now.list === then.list && now.shownKey === then.shownKey) continue;
        const keys = ({ list }: SlideResults) => list.map(({ key }) => key).join('\n');
        if (keys(now) === keys(then)) writeSoon(id, slide, QUESTIONS_REST_MS);
        else writeNow(id, slide);
      }
    }),
    storage.watch((fingerprint) => {
      for (const [id, slide] of open) if (slide.fingerprint === fingerprint) inTurn(id, slide, () => read(id, slide));
    }),
  ];
  follow();
  return {
    flush: async () => {
      for (const [id, slide] of open) if (slide.timer !== null) writeNow(id, slide);
      await Promise.all([...[...open.values()].map(({ turn }) => turn), ...ending]);
    },
    stop: () => {
      for (const stop of stops) stop();
      for (const { timer } of open.values()) if (timer !== null) clearTimeout(timer);
    },
  };
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

/** Parts of a kept result that are in its file, as they stand: each the same object as long as nothing about it changes. */
function writtenOf({ result, questions, againOf }: KeptResult): Written {
  return [result, questions?.asked, questions?.named, questions?.answered, againOf];
}
