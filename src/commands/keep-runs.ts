/** Runs that are cut off are offered again; its code comes after the window is there. */
import { runInProgress } from '#state/run-in-progress.ts';
import type { Run } from '#state/runs-store.ts';
import { offerUnfinished, withdrawUnfinished } from '#state/keeping-store.ts';
import { spacingForRun } from '#state/model-fit.ts';
import type { UnfinishedRun } from '#state/unfinished-run.ts';
import type { CommandContext } from './context.ts';
import type { ResultKeeper } from './keep-results.ts';
import { MOST_NOTED, readNoted, type RunJournal } from './run-journal.ts';

/** How far a run has come is noted this often. */
const NOTE_MS = 2000;
/** A page that is being torn down holds its run for a moment longer: where one is held, it is looked at once more after this. */
const STILL_HELD_MS = 2000;

export interface RunKeeper {
  /** Takes a run that was cut off out of the journal and off the screen. */
  readonly discard: (slideId: string) => Promise<void>;
  /** Takes those of one slide, or of all (null), out of the journal and off the screen, but for those that go on: what they had read is gone. */
  readonly forget: (fingerprint: string | null) => Promise<void>;
  /** Looks again whether what was read is still kept. */
  readonly lookAgain: () => Promise<void>;
  /** Settles when all is noted. */
  readonly flush: () => Promise<void>;
  readonly stop: () => void;
}

/** The run in progress as it is noted. */
interface Noted {
  run: UnfinishedRun;
  readonly slideId: string;
  readonly release: () => void;
  notedAtMs: number;
}

type Context = Pick<CommandContext, 'stores' | 'inference' | 'now'>;

/**
 * From now on every run on a slide that can be recognised is noted as long as it goes on, and what is found noted of a slide that is opened is
 * offered to be gone on with. A run whose result is on the disk, or that is cancelled, is noted no more; one that failed after it had read something
 * stays so.
 *
 * @param results where the results of runs are written, by the id of the run
 */
export function keepRuns(
  { stores, inference, now }: Context,
  journal: RunJournal,
  results: Pick<ResultKeeper, 'settled' | 'isKept'>,
): RunKeeper {
  const { slides, runs, models, keeping } = stores;
  /** What ends the mark of each open slide, by slide id. */
  const marked = new Map<string, () => void>();
  let current: Noted | null = null;
  /** Notes are written and removed in the order of what happened. */
  let turn: Promise<unknown> = Promise.resolve();
  const looksLater = new Set<ReturnType<typeof setTimeout>>();

  function inTurn(work: () => Promise<unknown>): void {
    turn = turn.then(work).catch((reason: unknown) => {
      // The run goes on all the same; it could only not be offered again, and its features are kept or said not to be.
      console.warn('the run is not noted', reason);
    });
  }

  function follow(): void {
    const { byId } = slides.getState();
    for (const [id, unmark] of marked) {
      if (byId[id]) continue;
      unmark();
      marked.delete(id);
    }
    for (const { description } of Object.values(byId)) {
      const { id, fingerprint } = description;
      if (marked.has(id) || fingerprint === null) continue;
      marked.set(id, journal.markOpen(fingerprint));
      inTurn(async () => {
        if ((await offer(id, fingerprint)) === 'held') lookLater(id, fingerprint);
      });
    }
  }

  function lookLater(slideId: string, fingerprint: string): void {
    const timer = setTimeout(() => {
      looksLater.delete(timer);
      if (marked.has(slideId)) inTurn(() => offer(slideId, fingerprint));
    }, STILL_HELD_MS);
    looksLater.add(timer);
  }

  /** @returns `held` where nothing is offered, but a run goes on: in another tab, or in a page that is just ending */
  async function offer(slideId: string, fingerprint: string): Promise<'offered' | 'held' | 'none'> {
    let isHeld = false;
    for (const run of readNoted(await journal.read(fingerprint, MOST_NOTED))) {
      if (await journal.isHeld(run.id)) {
        isHeld = true;
        continue;
      }
      // The tab may have ended between the writing of the result and the removing of the note.
      if (run.done === 0 || run.fingerprint !== fingerprint || (await results.isKept(fingerprint, run.id))) {
        await journal.remove(fingerprint, run.id);
        continue;
      }
      const isKept = run.isKept && (await hasFeatures(run));
      if (slides.getState().byId[slideId])
        keeping.setState((state) => offerUnfinished(state, slideId, { ...run, isKept }));
      return 'offered';
    }
    return isHeld ? 'held' : 'none';
  }

  /** Whether any features of the slide were used since the run began: others may have been deleted, by the user or to make room. */
  async function hasFeatures({ fingerprint, startedAtMs }: UnfinishedRun): Promise<boolean> {
    const kept = await inference.keptFeatures();
    return kept.some((one) => one.fingerprint === fingerprint && one.bytes > 0 && one.usedAt >= startedAtMs);
  }

  function begin(run: Run): void {
    const slide = slides.getState().byId[run.slideId];
    const { byId, backEnd } = models.getState();
    const manifest = byId[run.modelId]?.manifest;
    const inUse = slide && manifest && spacingForRun(slide, manifest);
    const fingerprint = slide?.description.fingerprint ?? null;
    if (!inUse || fingerprint === null) return;
    const { id, version, name, files } = manifest;
    const noted: UnfinishedRun = {
      id: run.id,
      fingerprint,
      slideName: slide.description.name,
      bundle: { id, version, name, files: files.map(({ path, sha256 }) => ({ path, sha256 })) },
      umPerPx: { x: inUse.spacing.xUmPerPx, y: inUse.spacing.yUmPerPx },
      spacingStatedBy: inUse.statedBy,
      backEnd,
      sampling: run.sampling ?? null,
      startedAtMs: run.startedAtMs,
      updatedAtMs: now(),
      done: 0,
      planned: 0,
      isKept: true,
    };
    current = { run: noted, slideId: run.slideId, release: journal.hold(run.id), notedAtMs: now() };
    // The same model is being run again: what was cut off before is what this one does.
    keeping.setState((state) =>
      state.unfinished[run.slideId]?.bundle.id === id ? withdrawUnfinished(state, run.slideId) : state,
    );
    inTurn(async () => {
      for (const earlier of readNoted(await journal.read(fingerprint, MOST_NOTED)))
        if (earlier.bundle.id === id && !(await journal.isHeld(earlier.id)))
          await journal.remove(fingerprint, earlier.id);
      await journal.write(noted);
    });
  }

  function noteProgress(noted: Noted, { status, notes }: Run): void {
    if (status.kind !== 'running' || status.progress.stage !== 'encode') return;
    const { done, total } = status.progress;
    const isFirst = noted.run.done === 0 && done > 0;
    const isKept = !notes.some(({ kind }) => kind === 'features-not-kept');
    noted.run = { ...noted.run, done, planned: total, isKept, updatedAtMs: now() };
    if (!isFirst && now() - noted.notedAtMs < NOTE_MS) return;
    noted.notedAtMs = now();
    const { run } = noted;
    inTurn(() => journal.write(run));
  }

  function end(noted: Noted, ended: Run | undefined): void {
    const { run, release } = noted;
    const kind = ended?.id === run.id && run.done > 0 ? ended.status.kind : null;
    // What failed may not be its own doing (a GPU that was lost, a network): it can be gone on with.
    if (kind === 'failed' || kind === 'done') inTurn(() => journal.write(run));
    // The tab may end before the result is on the disk, or there may be no room for it.
    if (kind === 'done') void results.settled(noted.slideId, run.id).then(remove);
    else if (kind !== 'failed') remove();
    else release();

    function remove(): void {
      inTurn(() => journal.remove(run.fingerprint, run.id));
      release();
    }
  }

  function watch(): void {
    const state = runs.getState();
    const run = runInProgress(state);
    if (current && run?.id !== current.run.id) {
      const noted = current;
      current = null;
      end(noted, state.lastRun[noted.slideId]);
    }
    if (run && !current) begin(run);
    if (run && current) noteProgress(current, run);
  }

  const stops = [slides.subscribe(follow), runs.subscribe(watch)];
  follow();
  watch();
  return {
    discard: async (slideId) => {
      const run = keeping.getState().unfinished[slideId];
      if (!run) return;
      keeping.setState((state) => withdrawUnfinished(state, slideId));
      inTurn(async () => {
        await journal.remove(run.fingerprint, run.id);
        await offer(slideId, run.fingerprint);
      });
      await turn;
    },
    forget: async (fingerprint) => {
      const { unfinished } = keeping.getState();
      for (const [slideId, run] of Object.entries(unfinished))
        if (fingerprint === null || run.fingerprint === fingerprint)
          keeping.setState((state) => withdrawUnfinished(state, slideId));
      inTurn(() => journal.forget(fingerprint));
      await turn;
    },
    lookAgain: async () => {
      const { unfinished } = keeping.getState();
      for (const [slideId, { fingerprint }] of Object.entries(unfinished)) inTurn(() => offer(slideId, fingerprint));
      await turn;
    },
    flush: async () => {
      await turn;
    },
    stop: () => {
      for (const stop of stops) stop();
      for (const timer of looksLater) clearTimeout(timer);
    },
  };
}
