import { FoveaError, toPlainError, type PlainError } from '#core/errors/fovea-error.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import { IDLE, done, failed, running, type AsyncStatus } from '#state/async-status.ts';
import { machineUse } from '#state/machine-use.ts';
import { modelAdded, modelRemoved, setCard, setCheck, type BackEnd, type Model } from '#state/models-store.ts';
import type { BundleSource } from '#workers/inference/contract.ts';
import { isAbort, type CommandContext } from './context.ts';
import { suggestForShownSlide } from './model-commands.ts';
import { isWhole, refreshStorage, tidyModels } from './model-storage.ts';
import { until } from './until.ts';

/** How an addition ended. The store tells of the latest one only, which may be another by then. */
export type AdditionEnd =
  /** It is on the list, or was before. */
  | { readonly kind: 'listed' }
  | { readonly kind: 'failed'; readonly error: PlainError }
  | { readonly kind: 'cancelled' }
  /** Another one has taken its place. */
  | { readonly kind: 'displaced' };

/** An addition as far as it goes by itself; where it asks, `end` comes after the answer. */
export type Addition = AdditionEnd | { readonly kind: 'asking'; readonly end: Promise<AdditionEnd> };

export interface BundleCommands {
  /**
   * Adds a model from a folder or .zip, or one that was downloaded: verified, tried on this machine, kept. Where an added model has its id
   * and other content, asks first. Never rejects.
   */
  readonly addBundle: (source: BundleSource) => Promise<Addition>;
  /** The answer to that question; refused where something has begun under it that needs the machine. */
  readonly replaceModel: () => Promise<void>;
  readonly cancelAdding: () => void;
  /** Takes the word about the last addition off the screen. */
  readonly dismissAdding: () => void;
  /** Removes an added model and the files that no other one uses. Does nothing for one that ships. Never rejects. */
  readonly removeModel: (modelId: string) => Promise<void>;
  /** Runs a model's golden input on every back end that a run could use; does nothing while the machine is in use. Never rejects. */
  readonly checkModel: (modelId: string) => Promise<void>;
  /** Stops the check under way; what was found before stays. */
  readonly cancelCheck: () => void;
  /** Reads a model's card. Never rejects. */
  readonly readCard: (modelId: string) => Promise<void>;
  /** Looks what this machine holds of the bundles. Never rejects. */
  readonly refreshModelStorage: () => Promise<void>;
}

type Stopped = Extract<AdditionEnd, { kind: 'cancelled' | 'displaced' }>;

const LISTED: AdditionEnd = { kind: 'listed' };
const CANCELLED: Stopped = { kind: 'cancelled' };
const DISPLACED: Stopped = { kind: 'displaced' };

/** Whether a model shall be replaced. */
interface Question {
  readonly source: BundleSource;
  readonly manifest: ModelManifest;
  readonly answer: (end: AdditionEnd) => void;
}

/** Where a bundle's card lies in it. */
const CARD = 'CARD.md';
const MAX_CARD_BYTES = 1 << 20;

export function bundleCommands(context: CommandContext): BundleCommands {
  const { stores, inference } = context;
  const { models } = stores;
  let current: { readonly controller: AbortController; stopped: Stopped | null } | null = null;
  let checking: AbortController | null = null;
  let asked: Question | null = null;

  function fail(name: string, error: PlainError): AdditionEnd {
    models.setState({ adding: { kind: 'failed', name, error } });
    return { kind: 'failed', error };
  }

  /** Of the addition under way, if any, and of what it asks. */
  function stop(why: Stopped): void {
    asked?.answer(why);
    asked = null;
    if (!current) return;
    current.stopped ??= why;
    current.controller.abort();
  }

  /** A list that is being read would take the place of one that a model was just put onto. */
  async function listRead(signal: AbortSignal): Promise<void> {
    await until(models, ({ loading }) => loading.kind !== 'running', signal);
    signal.throwIfAborted();
  }

  /** One piece of the way; what goes wrong in it is said, but for what was cancelled. */
  async function attempt<E>(name: string, job: (signal: AbortSignal) => Promise<E>): Promise<E | AdditionEnd> {
    stop(DISPLACED);
    const own: NonNullable<typeof current> = { controller: new AbortController(), stopped: null };
    current = own;
    try {
      return await job(own.controller.signal);
    } catch (reason) {
      if (own.stopped) return own.stopped;
      if (!isAbort(reason)) return fail(name, toPlainError(reason));
      models.setState({ adding: IDLE });
      return CANCELLED;
    }
  }

  async function take(source: BundleSource, manifest: ModelManifest, signal: AbortSignal): Promise<AdditionEnd> {
    const { name, files } = manifest;
    const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
    models.setState({ adding: { kind: 'running', name, stage: 'storing', doneBytes: 0, totalBytes } });
    await listRead(signal);
    const reports = await inference.addBundle(
      { source, backEnd: models.getState().backEnd },
      (progress) => {
        if (!signal.aborted) models.setState({ adding: { kind: 'running', name, ...progress } });
      },
      signal,
    );
    models.setState((state) => modelAdded(state, { baseUrl: null, manifest }));
    for (const report of reports)
      models.setState((state) => setCheck(state, manifest.id, report.backEnd, done(report)));
    try {
      const isLasting = await context.keepStorage();
      models.setState((state) => ({ storage: { ...state.storage, isLasting } }));
    } catch (reason) {
      // The model is here all the same; only the promise is missing.
      console.warn('the browser did not say whether it keeps the models', reason);
    }
    await tidyModels(context);
    await refreshStorage(context);
    return LISTED;
  }

  return {
    addBundle: (source) => {
      const name = nameOfSource(source);
      // Another addition gives way to this one.
      const use = machineUse(stores.runs.getState(), models.getState());
      if (use !== null && use !== 'addition') {
        stop(DISPLACED);
        return Promise.resolve(fail(name, { code: 'model/busy', context: { bundle: name } }));
      }
      return attempt<Addition>(name, async (signal) => {
        models.setState({ adding: { kind: 'reading', name } });
        if (models.getState().loading.kind === 'running') await listRead(signal);
        const manifest = source.kind === 'kept' ? source.manifest : await inference.inspectBundle(source, signal);
        signal.throwIfAborted();
        const { id } = manifest;
        const known = models.getState().byId[id];
        const isListed = known !== undefined && isSame(known.manifest, manifest);
        // Added once and cleared from the browser's storage since: taking it again is the cure.
        if (isListed && (known.baseUrl !== null || (await isWhole(context, manifest)))) {
          signal.throwIfAborted();
          models.setState({ adding: { kind: 'known', modelId: id } });
          return LISTED;
        }
        signal.throwIfAborted();
        if (known && known.baseUrl !== null) throw new FoveaError('model/name-taken', { bundle: id });
        if (known && !isListed) {
          const end = new Promise<AdditionEnd>((answer) => (asked = { source, manifest, answer }));
          const [oldVersion, newVersion] = [known.manifest.version, manifest.version];
          models.setState({ adding: { kind: 'asking', name: manifest.name, modelId: id, oldVersion, newVersion } });
          return { kind: 'asking', end };
        }
        return take(source, manifest, signal);
      });
    },

    replaceModel: async () => {
      const question = asked;
      asked = null;
      if (!question) return;
      const { source, manifest, answer } = question;
      if (machineUse(stores.runs.getState(), models.getState())) {
        answer(fail(manifest.name, { code: 'model/busy', context: { bundle: manifest.name } }));
        return;
      }
      answer(await attempt(manifest.name, (signal) => take(source, manifest, signal)));
    },

    cancelAdding: () => {
      // The state first: the screen answers at once.
      models.setState({ adding: IDLE });
      stop(CANCELLED);
    },

    dismissAdding: () => {
      models.setState({ adding: IDLE });
    },

    removeModel: async (modelId) => {
      const state = models.getState();
      const model = state.byId[modelId];
      if (model ? model.baseUrl !== null : !state.refused.some((one) => one.id === modelId && one.isAdded)) return;
      // Its files may be what is being read.
      if (machineUse(stores.runs.getState(), state)) return;
      try {
        await inference.removeBundle(modelId);
        models.setState((now) => modelRemoved(now, modelId));
        suggestForShownSlide(context);
        await tidyModels(context);
        await refreshStorage(context);
      } catch (reason) {
        fail(modelId, toPlainError(reason));
      }
    },

    checkModel: async (modelId) => {
      const model = models.getState().byId[modelId];
      if (!model || machineUse(stores.runs.getState(), models.getState())) return;
      const controller = new AbortController();
      checking = controller;
      const backEnds = backEndsOf(context);
      for (const backEnd of backEnds) models.setState((state) => setCheck(state, modelId, backEnd, running(null)));
      for (const backEnd of backEnds) {
        try {
          const bundle = { baseUrl: model.baseUrl, manifest: model.manifest };
          controller.signal.throwIfAborted();
          const report = await inference.check({ bundle, backEnd }, controller.signal);
          models.setState((state) => setCheck(state, modelId, backEnd, done(report)));
        } catch (reason) {
          const status = isAbort(reason) ? IDLE : failed(toPlainError(reason));
          models.setState((state) => setCheck(state, modelId, backEnd, status));
        }
      }
      await refreshStorage(context);
    },

    cancelCheck: () => {
      checking?.abort();
    },

    readCard: async (modelId) => {
      const state = models.getState();
      const model = state.byId[modelId];
      const known = state.cards[modelId]?.kind;
      if (!model || known === 'running' || known === 'done') return;
      const asked = running(null);
      models.setState((now) => setCard(now, modelId, asked));
      // Replaced or removed meanwhile, it has lost its card, or has that of another version.
      const answer = (card: AsyncStatus<null, string>) => {
        models.setState((now) => (now.cards[modelId] === asked ? setCard(now, modelId, card) : now));
      };
      try {
        answer(done(await cardOf(context, model)));
      } catch (reason) {
        answer(failed(toPlainError(reason)));
      }
    },

    refreshModelStorage: () => refreshStorage(context),
  };
}

async function cardOf({ inference, fetchText }: CommandContext, { baseUrl, manifest }: Model): Promise<string> {
  const card = manifest.files.find(({ path }) => path === CARD);
  const gone = () => new FoveaError('model/files-gone', { bundle: manifest.id, path: CARD });
  if (!card) throw gone();
  const kept = await inference.keptText(card.sha256, MAX_CARD_BYTES);
  if (kept !== null) return kept;
  if (baseUrl === null) throw gone();
  return (await fetchText(new URL(CARD, baseUrl).href)).slice(0, MAX_CARD_BYTES);
}

/** WASM, and the GPU where it is a real one or the user asked for it. */
function backEndsOf({ stores }: CommandContext): BackEnd[] {
  const { backEnds } = stores.machine.getState();
  const gpu = backEnds.kind === 'done' ? backEnds.value.webgpu : null;
  const useGpu = gpu !== null && (!gpu.software || stores.models.getState().backEnd === 'webgpu');
  return useGpu ? ['wasm', 'webgpu'] : ['wasm'];
}

function nameOfSource(source: BundleSource): string {
  if (source.kind === 'kept') return source.manifest.name;
  return source.kind === 'zip' ? source.file.name : source.name;
}

/** Both have been through the same schema, which gives their keys one order. */
function isSame(a: ModelManifest, b: ModelManifest): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
