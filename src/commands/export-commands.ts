import type { PlainError } from '#core/errors/fovea-error.ts';
import { annotationsGeoJson } from '#core/result/annotations-geojson.ts';
import { annotationsOf } from '#state/annotations-store.ts';
import { shownMap, viewOfResult } from '#state/result-view.ts';
import { shownResult } from '#state/displayed.ts';
import type { CommandContext } from './context.ts';
import { exportName } from './export-name.ts';
import { writeAndSave } from './write-and-save.ts';

/** Exports that more takes part in than the result itself. */
export interface ExportCommands {
  /**
   * Saves the maps of the result on screen for a slide as CLAM's attention file, the map on screen as its `attention_scores`. Never rejects.
   * @returns why it could not be done; null where it was, was cancelled, or there is nothing to save
   */
  readonly exportClamH5: (slideId: string) => Promise<PlainError | null>;
  /** Saves a slide's annotations as QuPath GeoJSON; does nothing where there is none. */
  readonly exportAnnotations: (slideId: string) => void;
  /** Saves a picture of a slide's view. `png` is the whole file. */
  readonly saveFigure: (slideId: string, png: Uint8Array<ArrayBuffer>) => void;
}

export function exportCommands(context: CommandContext): ExportCommands {
  const { stores, saveFile } = context;
  return {
    exportClamH5: async (slideId) => {
      const result = shownResult(stores.runs.getState(), slideId);
      const map = result && shownMap(viewOfResult(result), stores.overlay.getState());
      if (!map) return null;
      const file = { kind: 'clam-h5', shown: map.id } as const;
      return writeAndSave(context, { result, file, ending: 'h5', mediaType: 'application/x-hdf5' });
    },

    exportAnnotations: (slideId) => {
      const slide = stores.slides.getState().byId[slideId];
      const annotations = annotationsOf(stores.annotations.getState(), slideId);
      if (!slide || annotations.length === 0) return;
      const name = exportName(slide.description.name, null, 'annotations.geojson');
      saveFile({ name, mediaType: 'application/geo+json', content: annotationsGeoJson(annotations) });
    },

    saveFigure: (slideId, png) => {
      const slide = stores.slides.getState().byId[slideId];
      if (!slide) return;
      const run = shownResult(stores.runs.getState(), slideId)?.run ?? null;
      saveFile({ name: exportName(slide.description.name, run, 'png'), mediaType: 'image/png', content: png });
    },
  };
}
