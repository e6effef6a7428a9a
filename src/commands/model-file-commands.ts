import { FoveaError, toPlainError } from '#core/errors/fovea-error.ts';
import { machineUse } from '#state/machine-use.ts';
import { PHANTOM } from '#state/model-files-store.ts';
import type { BundleCommands } from './bundle-commands.ts';
import type { CommandContext } from './context.ts';
import type { Downloads } from './downloads.ts';
import type { ShippedKeeper } from './keep-shipped.ts';
import { refreshStorage } from './model-storage.ts';

/** What of models lies on this machine: see decision 0702. None of these rejects. */
export interface ModelFileCommands {
  /** After the start: stores what ships when the window is idle, and lists downloads of earlier visits. */
  readonly keepModelFiles: () => Promise<void>;
  readonly storeShippedNow: () => Promise<void>;
  readonly pauseStoring: () => void;
  /** The switch: whether what ships is stored by itself. */
  readonly setKeepShipped: (isOn: boolean) => void;
  /** Deletes the files of a model that ships, or of the phantom, that no other one uses; they are fetched again when they are needed. Not while any tab uses models. */
  readonly dropShipped: (owner: string) => Promise<void>;
  /** Stores them again. */
  readonly fetchShipped: (owner: string) => Promise<void>;
  /** Adds a model from an address, going on with what is there of it. @returns false for what is no address of one */
  readonly downloadModel: (address: string) => Promise<boolean>;
  readonly pauseDownload: (id: string) => void;
  readonly resumeDownload: (id: string) => Promise<void>;
  readonly discardDownload: (id: string) => Promise<void>;
  /** Looks whether the browser has promised to keep what is stored, and what other tabs have brought. */
  readonly lookAtLasting: () => Promise<void>;
  readonly askToKeep: () => Promise<void>;
}

/** Not before the first slide may be on screen. */
const START_MS = 3000;

export function modelFileCommands(
  context: CommandContext,
  bundles: Pick<BundleCommands, 'addBundle'>,
): ModelFileCommands {
  const { stores, surroundings } = context;
  let work: Promise<{ readonly keeper: ShippedKeeper; readonly downloads: Downloads }> | null = null;
  /** Its code comes when it is first wanted. */
  const loaded = () =>
    (work ??= Promise.all([import('./keep-shipped.ts'), import('./downloads.ts')]).then(([shipped, addresses]) => ({
      keeper: shipped.shippedKeeper(context),
      downloads: addresses.createDownloads(context, bundles),
    })));

  /** How often the user has said whether what ships shall be stored now. */
  let wishes = 0;

  const setNotKept = (owner: string, isNotKept: boolean) => {
    stores.preferences.setState(({ notKept }) => {
      const others = notKept.filter((one) => one !== owner);
      return { notKept: isNotKept ? [...others, owner].slice(-100) : others };
    });
  };

  return {
    keepModelFiles: async () => {
      const before = wishes;
      await surroundings.wait(START_MS);
      const { keeper, downloads } = await loaded();
      await downloads.list();
      // What the user has begun or paused meanwhile stays as it is.
      if (wishes === before) await keeper.keepInBackground();
    },
    storeShippedNow: async () => {
      wishes++;
      await (await loaded()).keeper.keepNow();
    },
    pauseStoring: () => {
      wishes++;
      void loaded().then(({ keeper }) => {
        keeper.pause();
      });
    },
    setKeepShipped: (keepShipped) => {
      wishes++;
      stores.preferences.setState({ keepShipped });
      void loaded().then(({ keeper }) => {
        if (keepShipped) void keeper.keepInBackground();
        else keeper.pause();
      });
    },
    dropShipped: async (owner) => {
      const { byId } = stores.models.getState();
      if (machineUse(stores.runs.getState(), stores.models.getState())) return;
      const { phantom } = stores.modelFiles.getState();
      const ofModel = (id: string) => byId[id]?.manifest.files ?? [];
      const others = [
        ...Object.keys(byId)
          .filter((id) => id !== owner)
          .flatMap(ofModel),
        ...(owner === PHANTOM ? [] : phantom),
      ];
      const used = new Set(others.map(({ sha256 }) => sha256));
      const own = owner === PHANTOM ? phantom : ofModel(owner);
      setNotKept(owner, true);
      try {
        const gone = own.map(({ sha256 }) => sha256).filter((sha256) => !used.has(sha256));
        const { keeper } = await loaded();
        // What is being stored may be what goes.
        await keeper.stopFor(async () => {
          if (!(await context.inference.removeModelFiles(gone)))
            throw new FoveaError('model/in-use', { bundle: byId[owner]?.manifest.name ?? owner });
        });
      } catch (reason) {
        setNotKept(owner, false);
        stores.modelFiles.setState({ shipped: { kind: 'failed', error: toPlainError(reason) } });
      }
      await refreshStorage(context);
    },
    fetchShipped: async (owner) => {
      wishes++;
      setNotKept(owner, false);
      await (await loaded()).keeper.keepNow();
    },
    downloadModel: async (address) => (await loaded()).downloads.begin(address),
    pauseDownload: (id) => {
      void loaded().then(({ downloads }) => {
        downloads.pause(id);
      });
    },
    resumeDownload: async (id) => {
      await (await loaded()).downloads.resume(id);
    },
    discardDownload: async (id) => {
      await (await loaded()).downloads.discard(id);
    },
    lookAtLasting: async () => {
      await refreshStorage(context);
      await setLasting(context, surroundings.isStorageKept);
      if (work) await (await work).downloads.list();
    },
    askToKeep: () => setLasting(context, context.keepStorage),
  };
}

async function setLasting({ stores }: CommandContext, ask: () => Promise<boolean>): Promise<void> {
  try {
    const isLasting = await ask();
    stores.models.setState(({ storage }) => ({ storage: { ...storage, isLasting } }));
  } catch (reason) {
    // An insecure page has nothing to ask; then nothing is promised.
    console.warn('the browser did not say whether it keeps what is stored', reason);
    stores.models.setState(({ storage }) => ({ storage: { ...storage, isLasting: false } }));
  }
}
