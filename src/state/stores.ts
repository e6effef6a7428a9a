import { createCompareStore, type CompareStore } from './compare-store.ts';
import { createAnnotationsStore, type AnnotationsStore } from './annotations-store.ts';
import { createDrawingStore, type DrawingStore } from './drawing-store.ts';
import { createFaithfulnessStore, type FaithfulnessStore } from './faithfulness-store.ts';
import { createFileWorkStore, type FileWorkStore } from './file-work-store.ts';
import { createKeepingStore, type KeepingStore } from './keeping-store.ts';
import { createLinkStore, type LinkStore } from './link-store.ts';
import { createMachineStore, type MachineStore } from './machine-store.ts';
import { createModelFilesStore, type ModelFilesStore } from './model-files-store.ts';
import { createModelsStore, type ModelsStore } from './models-store.ts';
import { createOfflineStore, type OfflineStore } from './offline-store.ts';
import { createNetworkStore, type NetworkStore } from './network-store.ts';
import { createOverlayStore, type OverlayStore } from './overlay-store.ts';
import { createPatchesStore, type PatchesStore } from './patches-store.ts';
import { createPreferencesStore, type PreferencesStore, type TextStore } from './preferences-store.ts';
import { createRecentFilesStore, type RecentFilesStore } from './recent-files-store.ts';
import { createRunsStore, type RunsStore } from './runs-store.ts';
import { createSamplingStore, type SamplingStore } from './sampling-store.ts';
import { createSlidesStore, type SlidesStore } from './slides-store.ts';
import { createWhatIfToolsStore, type WhatIfToolsStore } from './what-if-tools-store.ts';
import { createTroublesStore, type TroublesStore } from './troubles-store.ts';
import { createViewStore, type ViewStore } from './view-store.ts';

/** Everything the window knows. Serialisable: no viewers, sessions, signals or pictures in here. */
export interface Stores {
  readonly slides: SlidesStore;
  readonly models: ModelsStore;
  readonly modelFiles: ModelFilesStore;
  readonly runs: RunsStore;
  readonly overlay: OverlayStore;
  readonly sampling: SamplingStore;
  readonly patches: PatchesStore;
  readonly drawing: DrawingStore;
  readonly annotations: AnnotationsStore;
  readonly faithfulness: FaithfulnessStore;
  readonly fileWork: FileWorkStore;
  readonly whatIfTools: WhatIfToolsStore;
  readonly view: ViewStore;
  readonly troubles: TroublesStore;
  readonly compare: CompareStore;
  readonly link: LinkStore;
  readonly keeping: KeepingStore;
  readonly machine: MachineStore;
  readonly network: NetworkStore;
  readonly offline: OfflineStore;
  readonly recentFiles: RecentFilesStore;
  readonly preferences: PreferencesStore;
}

export function createStores(storage: TextStore, onStorageUnavailable?: (reason: unknown) => void): Stores {
  const keeping = createKeepingStore();
  const onUnavailable = (reason: unknown) => {
    const isFull = reason instanceof DOMException && reason.name === 'QuotaExceededError';
    keeping.setState({ settings: isFull ? 'full' : 'refused' });
    onStorageUnavailable?.(reason);
  };
  return {
    slides: createSlidesStore(),
    models: createModelsStore(),
    modelFiles: createModelFilesStore(),
    runs: createRunsStore(),
    overlay: createOverlayStore(),
    sampling: createSamplingStore(),
    patches: createPatchesStore(),
    drawing: createDrawingStore(),
    annotations: createAnnotationsStore(),
    faithfulness: createFaithfulnessStore(),
    fileWork: createFileWorkStore(),
    whatIfTools: createWhatIfToolsStore(),
    view: createViewStore(),
    troubles: createTroublesStore(),
    compare: createCompareStore(),
    link: createLinkStore(),
    keeping,
    machine: createMachineStore(),
    network: createNetworkStore(),
    offline: createOfflineStore(),
    recentFiles: createRecentFilesStore(),
    preferences: createPreferencesStore(storage, onUnavailable),
  };
}
