import { FoveaError, toPlainError } from '#core/errors/fovea-error.ts';
import { qupathGeoJson } from '#core/result/qupath-geojson.ts';
import { parseResultFile, serializeResult } from '#core/result/result-file.ts';
import type { RunRecord, RunResult } from '#core/result/run-result.ts';
import { wsinferCsv } from '#core/result/wsinfer-csv.ts';
import { showResult } from '#state/runs-store.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { reportOpeningError } from './open-commands.ts';
import type { CommandContext } from './context.ts';

export type ExportKind = 'result' | 'wsinfer-csv' | 'qupath-geojson';

export interface ResultCommands {
  /** Saves the result on screen for a slide; does nothing where there is none. */
  readonly exportResult: (slideId: string, kind: ExportKind) => void;
  /** Shows a result file over the slide that it was made on, if that is open. Never rejects. */
  readonly importResult: (file: File) => Promise<void>;
}

const FILES: {
  readonly [K in ExportKind]: {
    readonly ending: string;
    readonly mediaType: string;
    readonly write: (result: RunResult) => string;
  };
} = {
  result: { ending: 'fovea.json', mediaType: 'application/json', write: serializeResult },
  'wsinfer-csv': { ending: 'csv', mediaType: 'text/csv', write: wsinferCsv },
  'qupath-geojson': { ending: 'geojson', mediaType: 'application/geo+json', write: qupathGeoJson },
};

export function resultCommands(context: CommandContext): ResultCommands {
  const { stores, saveFile } = context;
  return {
    exportResult: (slideId, kind) => {
      const result = stores.runs.getState().shownResult[slideId];
      if (!result) return;
      const { ending, mediaType, write } = FILES[kind];
      saveFile({ name: exportName(result.run, ending), mediaType, text: write(result) });
    },

    importResult: async (file) => {
      try {
        const result = parseResultFile(await file.text(), file.name);
        const slide = slideOf(Object.values(stores.slides.getState().byId), result.run);
        if (!slide)
          throw new FoveaError('result/invalid', {
            name: file.name,
            problems: [`it was made on ${result.run.slide.name}, which is not open: open that slide first`],
          });
        const slideId = slide.description.id;
        stores.runs.setState((state) => showResult(state, slideId, result));
        stores.slides.setState({ shownId: slideId });
      } catch (reason) {
        reportOpeningError(context, file.name, toPlainError(reason));
      }
    },
  };
}

/** `<slide>.<model>.<ending>`, with nothing that a file system minds. */
function exportName(run: RunRecord, ending: string): string {
  const slide = run.slide.name.replace(/\.[a-z0-9]{1,5}$/i, '');
  const safe = `${slide}.${run.bundle.id}`.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 120);
  return `${safe}.${ending}`;
}

/** The open slide that a result was made on: by fingerprint where both have one, else by name and size. */
function slideOf(open: readonly OpenSlide[], { slide }: RunRecord): OpenSlide | null {
  const isSame = ({ description }: OpenSlide) =>
    slide.fingerprint !== null && description.fingerprint !== null
      ? slide.fingerprint === description.fingerprint
      : slide.name === description.name && slide.width === description.width && slide.height === description.height;
  return open.find(isSame) ?? null;
}
