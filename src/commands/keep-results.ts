/** Results on this machine's disk; its code comes after the window is there. */
import { FoveaError, isFoveaError, toPlainError } from '#core/errors/fovea-error.ts';
import { forgetKeeping, noteUnread, setOwed, setResultsKeeping } from '#state/keeping-store.ts';
import { changeResults, restoreResult, resultsOf } from '#state/kept-results.ts';
import { changeQuestions, restoreKept, type SlideResults } from '#state/slide-results.ts';
import type { ResultStorage } from '#workers/result/contract.ts';
import type { CommandContext } from './context.ts';
import { exportName } from './export-name.ts';
import { isInItsLink, keptFiles, type KeptFiles } from './kept-files.ts';

/** What is asked of a result changes with every stroke; it is written when the hand rests for so long. */
const QUESTIONS_REST_MS = 500;
/** What could not be written is tried again so often, in case there is room now. */
const TRY_AGAIN_MS = 30_000;

interface KeptSlide {
  id: string;
  readonly fingerprint: string;
  readonly files: KeptFiles;
  /** What was on its list when it was closed; null while it is open. */
  last: SlideResults | null;
  /** Whether the last turn came to an end. */
  hasFailed: boolean;
  /** Reading and writing take turns: a write never overtakes the one before. */
  turn: Promise<void>;
  timer: ReturnType<typeof setTimeout> | null;
}

export interface ResultKeeper {
  /** Writes at once what waits for the hand to rest or could not be written: the window may be gone soon. Settles when that is done, or has failed. */
  readonly flush: () => Promise<void>;
  /** Tries again what could not be written: there may be room now. */
  readonly tryAgain: () => void;
  /** Settles once a result is on the disk, or is wanted no more; never while there is no room for it. */
  readonly settled: (slideId: string, key: string) => Promise<void>;
  /** Whether a result is on the disk, by the fingerprint of its slide, open or not. */
  readonly isKept: (fingerprint: string, key: string) => Promise<boolean>;
  /** Hands the kept files of a slide that cannot be read to the user. */
  readonly saveUnread: (slideId: string) => Promise<void>;
  readonly stop: () => void;
}

type Context = Pick<CommandContext, 'stores' | 'readResultFile' | 'saveFile' | 'now'>;

/**
 * From now on the results of every slide that is opened and can be recognised are read from the disk, and every change of them is written there:
 * a new one at once, a question when the hand rests. What cannot be written is tried again, also when its slide has been closed meanwhile.
 */
export function keepResults(context: Context, storage: ResultStorage): ResultKeeper {
  const { slides, runs, keeping, machine, models } = context.stores;
  const open = new Map<string, KeptSlide>();
  /** Of closed slides, as long as what was on their lists is not on the disk. */
  const owed = new Set<KeptSlide>();
  const waiting = new Set<{ readonly slide: KeptSlide; readonly key: string; readonly resolve: () => void }>();

  const listOf = ({ id, last }: KeptSlide) => last ?? resultsOf(runs.getState(), id);

  function follow(): void {
    const { byId } = slides.getState();
    // Closed first: one of the same content may have come in its place.
    for (const slide of [...open.values()]) if (!byId[slide.id]) end(slide);
    for (const { description } of Object.values(byId))
      if (!open.has(description.id) && description.fingerprint !== null) begin(description.id, description.fingerprint);
  }

  function begin(id: string, fingerprint: string): void {
    const before = [...owed].find((one) => one.fingerprint === fingerprint);
    const slide = before ?? newSlide(id, fingerprint);
    open.set(id, slide);
    if (before) reopen(before, id);
    keeping.setState((state) => setResultsKeeping(state, id, { kind: 'reading' }));
    inTurn(slide, () => readAndWrite(slide));
  }

  function newSlide(id: string, fingerprint: string): KeptSlide {
    const slide: KeptSlide = {
      id,
      fingerprint,
      files: keptFiles(context, storage, {
        fingerprint,
        list: {
          get: () => listOf(slide),
          isOpen: () => slide.last === null,
          restore: (kept, addedAtMs) => {
            if (slide.last) slide.last = restoreKept(slide.last, kept, addedAtMs);
            else runs.setState((state) => restoreResult(state, slide.id, kept, addedAtMs));
          },
          setNamed: (key, named) => {
            const change = (all: SlideResults) =>
              changeQuestions(all, key, (questions) => ({ ...questions, named, deleted: null }));
            if (slide.last) slide.last = change(slide.last);
            else runs.setState((state) => changeResults(state, slide.id, change));
          },
        },
      }),
      last: null,
      hasFailed: false,
      turn: Promise.resolve(),
      timer: null,
    };
    return slide;
  }

  /** What could not be written when it was closed is on its list again. */
  function reopen(slide: KeptSlide, id: string): void {
    const last = slide.last;
    slide.id = id;
    slide.last = null;
    owed.delete(slide);
    tellOwed();
    for (const kept of last?.list ?? []) runs.setState((state) => restoreResult(state, id, kept, () => Infinity));
  }

  /** Its results are still on the list at this moment; what was changed just before is written from them. */
  function end(slide: KeptSlide): void {
    slide.last = resultsOf(runs.getState(), slide.id);
    open.delete(slide.id);
    owed.add(slide);
    inTurn(slide, () => slide.files.write());
    keeping.setState((state) => forgetKeeping(state, slide.id));
  }

  function inTurn(slide: KeptSlide, work: () => Promise<void>): void {
    if (slide.timer !== null) clearTimeout(slide.timer);
    slide.timer = null;
    slide.turn = slide.turn.then(work).then(
      () => {
        slide.hasFailed = false;
        if (slide.last) owed.delete(slide);
        else keeping.setState((state) => setResultsKeeping(state, slide.id, { kind: 'kept' }));
        afterTurn(slide);
      },
      (reason: unknown) => {
        console.warn('results are not kept', reason);
        const error = isFoveaError(reason)
          ? toPlainError(reason)
          : toPlainError(new FoveaError('storage/refused', { what: 'result' }));
        slide.hasFailed = true;
        slide.timer ??= setTimeout(() => {
          again(slide);
        }, TRY_AGAIN_MS);
        if (!slide.last) keeping.setState((state) => setResultsKeeping(state, slide.id, { kind: 'failed', error }));
        afterTurn(slide);
      },
    );
  }

  function afterTurn(slide: KeptSlide): void {
    tellOwed();
    for (const one of waiting) {
      if (one.slide !== slide || !isSettled(slide, one.key)) continue;
      waiting.delete(one);
      one.resolve();
    }
  }

  /** A result in a link only is on no disk. */
  function isSettled(slide: KeptSlide, key: string): boolean {
    return slide.files.holds(key) || !listOf(slide).list.some((kept) => kept.key === key && !isInItsLink(kept));
  }

  function tellOwed(): void {
    const failed = [...owed].filter(({ hasFailed }) => hasFailed).length;
    if (keeping.getState().owed !== failed) keeping.setState((state) => setOwed(state, failed));
  }

  async function readAndWrite(slide: KeptSlide): Promise<void> {
    await slide.files.read();
    keeping.setState((state) => (slide.last ? state : noteUnread(state, slide.id, slide.files.unread.size)));
    await slide.files.write();
  }

  /** After a failure the disk is looked at anew: it may be that which failed. */
  function again(slide: KeptSlide): void {
    inTurn(slide, () => (slide.last || !slide.hasFailed ? slide.files.write() : readAndWrite(slide)));
  }

  function tryAgain(): void {
    for (const slide of [...open.values(), ...owed]) if (slide.hasFailed) again(slide);
  }

  function writeSoon(slide: KeptSlide): void {
    if (slide.timer !== null) clearTimeout(slide.timer);
    slide.timer = setTimeout(() => {
      again(slide);
    }, QUESTIONS_REST_MS);
  }

  const stops = [
    slides.subscribe(follow),
    runs.subscribe((state, before) => {
      for (const [id, slide] of open) {
        const [now, then] = [resultsOf(state, id), resultsOf(before, id)];
        if (now.list === then.list && now.shownKey === then.shownKey) continue;
        const keys = ({ list }: SlideResults) => list.map(({ key }) => key).join('\n');
        if (keys(now) === keys(then)) writeSoon(slide);
        else again(slide);
      }
    }),
    // Features or models that were deleted have left room.
    machine.subscribe((state, before) => {
      if (state.storedFeatureBytes !== before.storedFeatureBytes) tryAgain();
    }),
    models.subscribe((state, before) => {
      if (state.storage !== before.storage) tryAgain();
    }),
    storage.watch((fingerprint) => {
      for (const slide of open.values())
        if (slide.fingerprint === fingerprint) inTurn(slide, () => readAndWrite(slide));
    }),
  ];
  follow();
  return {
    flush: async () => {
      const all = [...open.values(), ...owed];
      for (const slide of all) if (slide.timer !== null) again(slide);
      await Promise.all(all.map(({ turn }) => turn));
    },
    tryAgain,
    settled: (slideId, key) =>
      new Promise((resolve) => {
        const slide = open.get(slideId);
        if (!slide || isSettled(slide, key)) resolve();
        else waiting.add({ slide, key, resolve });
      }),
    isKept: async (fingerprint, key) => {
      const [name, { results }] = await Promise.all([storage.nameOf(key), storage.list(fingerprint)]);
      return results.some((one) => one.name === name);
    },
    saveUnread: async (slideId) => {
      const slide = open.get(slideId);
      if (!slide) return;
      const { results } = await storage.list(slide.fingerprint);
      const name = slides.getState().byId[slideId]?.description.name ?? '';
      for (const [i, one] of results.filter((each) => slide.files.unread.has(each.name)).entries())
        context.saveFile({
          name: exportName(name, null, `unread-${i + 1}.fovea.json`),
          mediaType: 'application/json',
          content: new Uint8Array(await one.file.arrayBuffer()),
        });
    },
    stop: () => {
      for (const stop of stops) stop();
      for (const { timer } of [...open.values(), ...owed]) if (timer !== null) clearTimeout(timer);
    },
  };
}
