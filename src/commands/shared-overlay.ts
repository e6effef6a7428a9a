import type { SharedOverlay } from '#core/result/share-link/link-content.ts';
import type { MapId } from '#core/result/run-result.ts';
import { chooseMap, setOpacity, type MapSettings, type OverlayState, type Scaling } from '#state/overlay-store.ts';

/** How maps are drawn, as it travels in a link: of the maps of one result, and only where it was changed. */
export function sharedOverlay(state: OverlayState, shown: MapId | null, maps: readonly MapId[]): SharedOverlay {
  return {
    map: shown,
    colours: state.colourMap,
    signed: state.signedColourMap,
    reversed: state.reversed,
    smooth: state.interpolated,
    opacity: state.opacity,
    visible: state.visible,
    settings: maps.flatMap((map) => {
      const settings = state.byMap[map];
      if (!settings) return [];
      const { scaling, windows } = settings;
      const changed = Object.entries(windows) as [Scaling, MapSettings['windows'][Scaling]][];
      return [
        { map, scaling, windows: changed.flatMap(([of, window]) => (window ? [{ scaling: of, ...window }] : [])) },
      ];
    }),
  };
}

/** Draws maps as a link says; what it says nothing about stays. */
export function withSharedOverlay(state: OverlayState, shared: SharedOverlay): OverlayState {
  const { map, colours, signed, reversed, smooth, opacity, visible, settings } = shared;
  const byMap = Object.fromEntries(
    settings.map(({ map: id, scaling, windows }): [MapId, MapSettings] => [
      id,
      { scaling, windows: Object.fromEntries(windows.map(({ scaling: of, ...window }) => [of, window])) },
    ]),
  );
  const drawn: OverlayState = {
    ...setOpacity(state, opacity),
    byMap: { ...state.byMap, ...byMap },
    colourMap: colours,
    signedColourMap: signed,
    reversed,
    interpolated: smooth,
    visible,
  };
  return map ? chooseMap(drawn, map) : drawn;
}
