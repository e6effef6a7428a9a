import { toPlainError } from '#core/errors/fovea-error.ts';
import { createRate } from '#core/pipelines/rate.ts';
import { machineUse } from '#state/machine-use.ts';
import { bytesHere, filesToKeep, type FileToKeep, type ShippedState } from '#state/model-files-store.ts';
import { goingOn, interruptionOf } from './connection-lost.ts';
import { isAbort, type CommandContext } from './context.ts';
import { refreshStorage } from './model-storage.ts';
import { until } from './until.ts';

/** Stores what ships on this machine, so that it needs no network from then on. */
export interface ShippedKeeper {
  /** File by file in moments in which nothing else is done, unless the user or the browser does not want it. Never rejects. */
  readonly keepInBackground: () => Promise<void>;
  /** At once, because the user says so; gives way to a run all the same. Never rejects. */
  readonly keepNow: () => Promise<void>;
  /** What is there stays. */
  readonly pause: () => void;
  /** Stops for as long as `job` takes, then goes on as it was, unless the user has paused it meanwhile. @throws what `job` throws; then it stays stopped */
  readonly stopFor: (job: () => Promise<void>) => Promise<void>;
}

/** What goes on, or was stopped to go on soon. */
interface Work {
  readonly controller: AbortController;
  /** How long the window has to have been idle. */
  readonly idleMs: number;
}

/** Nothing is begun before the window was idle for so long. */
const IDLE_MS = 5000;
const LOOK_MS = 500;

export function shippedKeeper(context: CommandContext): ShippedKeeper {
  const { stores, surroundings } = context;
  let current: Work | null = null;

  const back = goingOn(context, () => void begin(IDLE_MS));

  const say = (shipped: ShippedState) => {
    stores.modelFiles.setState({ shipped });
  };

  /** A run, a check and an addition read the same files; a slide that is being opened wants the network. */
  const isBusy = () =>
    machineUse(stores.runs.getState(), stores.models.getState()) !== null ||
    stores.slides.getState().opening.kind === 'running';

  async function idle(forMs: number, signal: AbortSignal): Promise<void> {
    for (let quietMs = 0; quietMs < forMs || isBusy(); quietMs += LOOK_MS) {
      await surroundings.wait(LOOK_MS, signal);
      if (isBusy() || stores.view.getState().tilesLoading > 0) quietMs = -LOOK_MS;
    }
  }

  /** Files that are not here, the small ones first: most of what ships is soon complete. */
  async function missing(): Promise<FileToKeep[]> {
    await refreshStorage(context);
    const { bytesOf } = stores.models.getState().storage;
    return filesToKeep(stores.models.getState(), stores.modelFiles.getState(), stores.preferences.getState())
      .filter(({ sha256, bytes }) => (bytesOf[sha256] ?? 0) < bytes)
      .sort((a, b) => a.bytes - b.bytes);
  }

  /** @returns false where something else came in between */
  async function fetchOne(file: FileToKeep, tell: () => void, signal: AbortSignal): Promise<boolean> {
    const giveWay = new AbortController();
    const look = () => {
      if (isBusy()) giveWay.abort();
    };
    const stops = [stores.runs, stores.models, stores.slides].map((store) => store.subscribe(look));
    try {
      const url = new URL(file.path, new URL(file.baseUrl, context.baseUrl)).href;
      const { path, bytes, sha256 } = file;
      const downloads = await context.downloads();
      await downloads.file(
        { file: { bundle: file.owner, path, bytes, sha256 }, url },
        ({ doneBytes }) => {
          setBytes(sha256, doneBytes);
          tell();
        },
        AbortSignal.any([signal, giveWay.signal]),
      );
      setBytes(sha256, bytes);
      tell();
      return true;
    } catch (reason) {
      if (giveWay.signal.aborted && isAbort(reason)) return false;
      throw reason;
    } finally {
      for (const stop of stops) stop();
    }
  }

  function setBytes(sha256: string, bytes: number): void {
    stores.models.setState(({ storage }) => ({
      storage: { ...storage, bytesOf: { ...storage.bytesOf, [sha256]: bytes } },
    }));
  }

  async function work(idleMs: number, signal: AbortSignal): Promise<void> {
    await until(stores.models, ({ loading }) => loading.kind === 'done', signal);
    const rate = createRate();
    const tell = () => {
      const files = filesToKeep(stores.models.getState(), stores.modelFiles.getState(), stores.preferences.getState());
      const { here, total } = bytesHere(files, stores.models.getState());
      rate.add(here, context.now());
      if (!signal.aborted)
        say({ kind: 'running', bytesPerSecond: rate.perSecond(), secondsLeft: rate.secondsLeft(total) });
    };
    for (;;) {
      const [next] = await missing();
      signal.throwIfAborted();
      if (!next) break;
      if (idleMs > 0 || isBusy()) {
        say({ kind: 'waiting' });
        await idle(idleMs, signal);
      }
      for (const file of await missing()) {
        signal.throwIfAborted();
        if (!(await fetchOne(file, tell, signal))) break;
      }
    }
    say({ kind: 'done' });
    await askOnce(context);
  }

  async function begin(idleMs: number): Promise<void> {
    current?.controller.abort();
    back.not(false);
    const own: Work = { controller: new AbortController(), idleMs };
    current = own;
    const { signal } = own.controller;
    try {
      await work(idleMs, signal);
      back.not(true);
    } catch (reason) {
      if (signal.aborted) return;
      const interruption = interruptionOf(reason);
      if (interruption) {
        say({ kind: 'paused', why: interruption.why });
        back.later(interruption);
      } else say({ kind: 'failed', error: toPlainError(reason) });
    } finally {
      if (current === own && !signal.aborted) current = null;
    }
  }

  return {
    keepInBackground: async () => {
      if (!stores.preferences.getState().keepShipped) return;
      if (surroundings.savesData()) say({ kind: 'sparing' });
      else await begin(IDLE_MS);
    },
    keepNow: () => begin(0),
    pause: () => {
      current?.controller.abort();
      current = null;
      back.not(true);
      if (stores.modelFiles.getState().shipped.kind !== 'done') say({ kind: 'paused', why: 'user' });
    },
    stopFor: async (job) => {
      const stopped = current;
      stopped?.controller.abort();
      let isWell = false;
      try {
        await job();
        isWell = true;
      } finally {
        if (stopped && current === stopped) {
          current = null;
          if (isWell) void begin(stopped.idleMs);
        }
      }
    },
  };
}

/** Some browsers ask the user: once is enough. */
async function askOnce({ stores, keepStorage }: CommandContext): Promise<void> {
  if (stores.preferences.getState().askedToKeep) return;
  stores.preferences.setState({ askedToKeep: true });
  try {
    const isLasting = await keepStorage();
    stores.models.setState(({ storage }) => ({ storage: { ...storage, isLasting } }));
  } catch (reason) {
    // The files are here all the same; only the promise is missing.
    console.warn('the browser did not say whether it keeps what is stored', reason);
  }
}
