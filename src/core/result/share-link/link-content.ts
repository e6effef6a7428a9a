import type { Level0Point } from '#core/geometry/frames.ts';
import type { ColourMapId } from '#core/heatmap/colour-maps.ts';
import type { MapId } from '#core/model/map-ids.ts';
import type { RunResult } from '../run-result.ts';
import type { LinkHeader } from './link-schema.ts';
import type { ScoreBits } from './rounded-scores.ts';

/** What part of the slide was on screen. */
export interface SharedView {
  readonly center: Level0Point;
  readonly level0PxPerCssPx: number;
  /** Clockwise. */
  readonly rotationDeg: number;
}

/** How the map was drawn. */
export interface SharedOverlay {
  /** The map on screen; null where the result has none. */
  readonly map: MapId | null;
  readonly colours: ColourMapId;
  /** For maps with values on both sides of zero. */
  readonly signed: ColourMapId;
  /** High values take the low colours. */
  readonly reversed: boolean;
  /** Filled in between patches. */
  readonly smooth: boolean;
  /** 0..1. */
  readonly opacity: number;
  readonly visible: boolean;
  /** Of maps whose drawing was changed. */
  readonly settings: readonly Readonly<LinkHeader['overlay']['settings'][number]>[];
}

/** What is to be shared. */
export interface ShareContent {
  readonly result: RunResult;
  readonly view: SharedView | null;
  readonly overlay: SharedOverlay;
  /** Size of the slide's file, for who has to find it; null where nobody knows. */
  readonly slideBytes: number | null;
}

/** What the result held and the link does not. */
export interface LeftOut {
  readonly maps: readonly MapId[];
  /** The places that attention sampling drew. */
  readonly draws: boolean;
  /** The risks of other slides, to which a survival model compares this one. */
  readonly risks: boolean;
}

/** How the scores of one map were rounded, in the map's own numbers. */
export interface Rounding {
  readonly bits: ScoreBits;
  /** Between neighbouring levels: a score is at most half of it off. */
  readonly step: number;
}

export type Roundings = Readonly<Partial<Record<MapId, Rounding>>>;

/** What a link held. */
export interface LinkContent extends ShareContent {
  readonly roundings: Roundings;
  readonly leftOut: LeftOut;
}
