import type { AssociatedImageName, SlideDescription } from '#core/slide/description.ts';
import type {
  LevelRegionRequest,
  PatchBatch,
  PatchRequest,
  SlideSource,
  SlideStats,
  TileImage,
  TileRequest,
} from './contract.ts';

/** The calls of `SlideClient` as they cross to the worker. */
export interface SlideCalls {
  /** The caller names the slide: an id means one slide for good, whatever worker holds it. */
  readonly open: { readonly request: { source: SlideSource; slideId: string }; readonly answer: SlideDescription };
  readonly tile: { readonly request: TileRequest; readonly answer: TileImage };
  readonly patches: { readonly request: PatchRequest; readonly answer: PatchBatch };
  readonly levelRegion: { readonly request: LevelRegionRequest; readonly answer: PatchBatch };
  readonly associatedImage: {
    readonly request: { slideId: string; name: AssociatedImageName };
    readonly answer: ImageBitmap;
  };
  readonly stats: { readonly request: { slideId: string }; readonly answer: SlideStats };
  readonly close: { readonly request: { slideId: string }; readonly answer: undefined };
  readonly openPort: { readonly request: null; readonly answer: MessagePort };
}
