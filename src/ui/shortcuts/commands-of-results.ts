import type { ExportKind } from '#commands/result-commands.ts';
import type { PlainError } from '#core/errors/fovea-error.ts';
import { selectedModel } from '#state/models-store.ts';
import { saveFigure } from '../figure/save-figure.ts';
import { cannotRun, cannotStop, noFeatures, noMap, noResult, noRun, noSlide } from './obstacles.ts';
import type { CommandId, WindowCommand, WindowParts } from './window-command.ts';

const EXPORTS = {
  'export-result': 'result',
  'export-csv': 'wsinfer-csv',
  'export-geojson': 'qupath-geojson',
} as const satisfies Readonly<Partial<Record<CommandId, ExportKind>>>;

/** Saves something of the shown slide and says why where that fails. */
const saved =
  (save: (window: WindowParts, slideId: string) => Promise<PlainError | null>) =>
  (window: WindowParts): void => {
    const { shownId } = window.stores.slides.getState();
    if (shownId === null) return;
    void save(window, shownId).then((error) => {
      if (error) window.tell(error);
    });
  };

/** Runs, and what becomes of their results. */
export const RESULT_COMMANDS: readonly WindowCommand[] = [
  {
    id: 'run',
    obstacle: cannotRun,
    run: ({ stores, commands }) => {
      const { shownId } = stores.slides.getState();
      const model = selectedModel(stores.models.getState());
      if (shownId !== null && model) void commands.runModel(shownId, model.manifest.id);
    },
  },
  { id: 'stop-run', obstacle: cannotStop, run: ({ commands }) => { commands.stopRun(); } }, // prettier-ignore
  { id: 'cancel-run', obstacle: noRun, run: ({ commands }) => { commands.cancelRun(); } }, // prettier-ignore
  { id: 'share', obstacle: noResult, run: ({ showDialog }) => { showDialog('share'); } }, // prettier-ignore
  { id: 'report', obstacle: noResult, run: ({ showDialog }) => { showDialog('report'); } }, // prettier-ignore
  ...(Object.keys(EXPORTS) as (keyof typeof EXPORTS)[]).map((id) => ({
    id,
    obstacle: noResult,
    run: saved(({ commands }, slideId) => commands.exportResult(slideId, EXPORTS[id])),
  })),
  { id: 'export-h5', obstacle: (window) => noResult(window) ?? noMap(window), run: saved(({ commands }, id) => commands.exportClamH5(id)) }, // prettier-ignore
  { id: 'export-features', obstacle: noFeatures, run: saved(({ commands }, id) => commands.exportFeatures(id)) },
  {
    id: 'export-picture',
    obstacle: noSlide,
    run: saved(async ({ stores, commands, viewer }, id) => {
      if (viewer && (await saveFigure({ stores, commands }, viewer, id))) return null;
      const slide = stores.slides.getState().byId[id]?.description.name ?? '';
      return { code: 'view/no-picture', context: { slide } };
    }),
  },
];
