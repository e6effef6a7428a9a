import { parseBundleIndexText } from '#core/model/bundle-index.ts';
import { parseManifestText } from '#core/model/manifest.ts';
import { toPlainError } from '#core/errors/fovea-error.ts';
import { done, failed, running } from '#state/async-status.ts';
import {
  beginLoadingModels,
  failLoadingModels,
  modelsLoaded,
  selectModel,
  suggestModel,
  type Model,
  type ModelsState,
  type RefusedModel,
} from '#state/models-store.ts';
import { shownSlide } from '#state/slides-store.ts';
import { PHANTOM_PATH, type CommandContext } from './context.ts';
import { addedModels, refreshStorage, tidyModels } from './model-storage.ts';
import { until } from './until.ts';

export interface ModelCommands {
  /** Reads the list of bundles that this build ships and their manifests. A bad one is refused by itself. Never rejects. */
  readonly loadModels: () => Promise<void>;
  /** Asks the machine what can run a model. Never rejects. */
  readonly findBackEnds: () => Promise<void>;
  readonly selectModel: (modelId: string) => void;
  readonly chooseBackEnd: (backEnd: ModelsState['backEnd']) => void;
}

export function modelCommands(context: CommandContext): ModelCommands {
  const { stores, inference, fetchText } = context;

  async function readModel(id: string, baseUrl: string): Promise<Model | RefusedModel> {
    try {
      const manifest = parseManifestText(await fetchText(new URL('model.json', baseUrl).href), id);
      return { baseUrl, manifest };
    } catch (reason) {
      return { id, error: toPlainError(reason) };
    }
  }

  async function addedOrNone(): Promise<(Model | RefusedModel)[]> {
    try {
      return await addedModels(context);
    } catch (reason) {
      // What ships can be used all the same.
      console.warn('the added models cannot be listed', reason);
      return [];
    }
  }

  function takeModels(entries: readonly (Model | RefusedModel)[]): void {
    const models = entries.filter((entry): entry is Model => 'manifest' in entry);
    const refused = entries.filter((entry): entry is RefusedModel => 'error' in entry);
    stores.models.setState((state) => modelsLoaded(state, models, refused));
  }

  return {
    loadModels: async () => {
      // A model that is being added would be missing on the list that is read meanwhile.
      await until(stores.models, ({ adding }) => adding.kind !== 'reading' && adding.kind !== 'running');
      if (stores.models.getState().loading.kind === 'running') return;
      stores.models.setState(beginLoadingModels);
      const added = await addedOrNone();
      try {
        const indexUrl = new URL('models/index.json', context.baseUrl).href;
        const index = parseBundleIndexText(await fetchText(indexUrl));
        stores.modelFiles.setState({ phantom: index.phantom });
        const read = await Promise.all(
          index.bundles.map(({ id, path }) => readModel(id, new URL(path, indexUrl).href)),
        );
        // One that ships goes before an added one of its id, which is not lost: it is there again should the other ship no longer.
        const shipped = new Set(index.bundles.map(({ id }) => id));
        const isHidden = (entry: Model | RefusedModel) =>
          shipped.has('manifest' in entry ? entry.manifest.id : entry.id);
        takeModels([...read, ...added.filter((entry) => !isHidden(entry))]);
        suggestForShownSlide(context);
        await tidyModels(context);
      } catch (reason) {
        takeModels(added);
        stores.models.setState((state) => failLoadingModels(state, toPlainError(reason)));
      }
      await refreshStorage(context);
    },

    findBackEnds: async () => {
      stores.machine.setState({ backEnds: running(null) });
      try {
        const report = await inference.backEnds();
        const { failedAdapter } = stores.preferences.getState();
        if (failedAdapter !== null && report.webgpu?.adapter === failedAdapter)
          stores.models.setState((state) => (state.backEnd === 'auto' ? { backEnd: 'wasm' } : state));
        stores.machine.setState({ backEnds: done(report) });
      } catch (reason) {
        stores.machine.setState({ backEnds: failed(toPlainError(reason)) });
      }
    },

    selectModel: (modelId) => {
      stores.models.setState((state) => selectModel(state, modelId));
    },

    chooseBackEnd: (backEnd) => {
      if (backEnd !== 'wasm' && stores.preferences.getState().failedAdapter !== null)
        stores.preferences.setState({ failedAdapter: null, failedModels: [] });
      stores.models.setState({ backEnd });
    },
  };
}

/** Selects a model that suits the slide on screen, unless the user has chosen one. */
export function suggestForShownSlide({ stores, baseUrl }: CommandContext): void {
  const slide = shownSlide(stores.slides.getState());
  if (!slide) return;
  const isPhantom = slide.description.url === new URL(PHANTOM_PATH, baseUrl).href;
  stores.models.setState((state) => suggestModel(state, isPhantom));
}
