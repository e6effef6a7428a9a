import { createStore, type StoreApi } from 'zustand/vanilla';
import { IDLE, type AsyncStatus } from './async-status.ts';

/** What can run a model here; `webgpu` is null where there is no adapter. The inference worker's report fits it. */
export interface BackEndReport {
  readonly webgpu: {
    readonly adapter: string;
    readonly software: boolean;
    readonly shaderF16: boolean;
    readonly maxBufferBytes: number;
  } | null;
  readonly wasm: { readonly threads: number; readonly crossOriginIsolated: boolean };
}

/** What this machine offers. */
export interface MachineState {
  readonly backEnds: AsyncStatus<null, BackEndReport>;
  /** Bytes held by the page and its workers; null where the browser does not tell. */
  readonly memoryBytes: number | null;
  /** Bytes of the patch features kept in the browser's storage; null until asked. */
  readonly storedFeatureBytes: number | null;
}

export type MachineStore = StoreApi<MachineState>;

export function createMachineStore(): MachineStore {
  return createStore((): MachineState => ({ backEnds: IDLE, memoryBytes: null, storedFeatureBytes: null }));
}
