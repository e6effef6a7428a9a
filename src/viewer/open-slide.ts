import type OpenSeadragon from 'openseadragon';
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import type { HeldTiles } from './held-tiles.ts';
import { sameFrame } from './osd-view.ts';
import { minPixelRatioOf, showsTile, tilesInView, wantedLevel, type TileAddress } from './pyramid.ts';
import { TileLoader } from './tile-loader.ts';
import type { LentImage } from './tile-pool.ts';
import type { SlideViewer, ViewerEvent } from './viewer-types.ts';
import type { ViewFrame } from './view-frame.ts';

/** Tile requests under way at once: keeps a pool of decoders and a slow network busy, few enough to be re-ordered soon. */
const MAX_TILES_IN_FLIGHT = 12;
/** The coarsest level comes first if it is a picture of so few tiles. */
const MAX_FIRST_TILES = 4;

export type GivenView = Parameters<SlideViewer['setView']>[0];
export type LoadTile = (address: TileAddress, signal: AbortSignal) => Promise<LentImage>;

/** What exists only while a slide is open: its tiles under way, its holes, and how far the drawing has got. */
export class OpenSlide {
  readonly loader: TileLoader;
  /** OpenSeadragon's object for the slide; null until it has opened it. */
  image: OpenSeadragon.TiledImage | null = null;
  /** The frame last drawn. */
  drawn: ViewFrame | null = null;
  /** A view asked for before OpenSeadragon had opened the slide. */
  initial: GivenView | null = null;
  /** The whole slide is shown and stays so when the window changes size. */
  fits = true;
  settled = false;
  readonly #holes = new Set<string>();
  /** Tiles that could not be had, with why: the server or the worker failed, not the slide. */
  readonly #unread = new Map<string, PlainError>();
  readonly #emit: (event: ViewerEvent) => void;
  #aimed: ViewFrame | null = null;

  constructor(
    readonly slide: SlideDescription,
    load: LoadTile,
    held: HeldTiles,
    emit: (event: ViewerEvent) => void,
  ) {
    this.#emit = emit;
    this.loader = new TileLoader({
      load,
      maxInFlight: MAX_TILES_IN_FLIGHT,
      isHeld: (key) => held.has(key),
      onHole: (key, error) => {
        if (isUnread(error)) {
          this.#unread.set(key, error);
          this.#tellUnread();
          return;
        }
        if (this.#holes.has(key)) return;
        this.#holes.add(key);
        emit({ kind: 'holes', count: this.#holes.size });
      },
      onPending: (loading) => emit({ kind: 'tiles', loading, settled: this.settled }),
    });
  }

  /** Gives the keys of the tiles that could not be had up to be asked for once more. */
  takeUnread(): ReadonlySet<string> {
    const keys = new Set(this.#unread.keys());
    this.#unread.clear();
    this.loader.forgetHoles();
    this.#tellUnread();
    return keys;
  }

  #tellUnread(): void {
    const errors = [...this.#unread.values()];
    this.#emit({ kind: 'unread', count: errors.length, error: errors.at(-1) ?? null });
  }

  /**
   * Has the tiles fetched that the view is heading for, and gives up those that nobody will see. `current` is what is on screen
   * now, null before the first frame. Does nothing while neither has changed since the last call.
   */
  aim(target: ViewFrame, current: ViewFrame | null, moved: boolean): void {
    if (!moved && this.#aimed && sameFrame(this.#aimed, target)) return;
    this.#aimed = target;
    const { levels } = this.slide;
    const level0PxPerDevicePx = target.level0PxPerCssPx / window.devicePixelRatio;
    const wanted = wantedLevel(levels, level0PxPerDevicePx, minPixelRatioOf(levels));
    const tiles = tilesInView(levels, wanted, target);
    const coarsest = levels.length - 1;
    const base = levels[coarsest];
    // Once, at the start: there is something to see at once.
    if (!current && wanted !== coarsest && base && base.columns * base.rows <= MAX_FIRST_TILES) {
      tiles.unshift(...tilesInView(levels, coarsest, target));
    }
    this.loader.aim(
      tiles,
      (address) =>
        address.level >= wanted &&
        (showsTile(levels, address, target) || (current !== null && showsTile(levels, address, current))),
    );
  }
}

/** A tile of which nobody knows yet whether it is damaged: reading it failed. */
export function isUnread({ code }: PlainError): boolean {
  return !code.startsWith('tile/');
}
