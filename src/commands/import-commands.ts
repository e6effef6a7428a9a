import { boundsOf } from '#core/geometry/shapes.ts';
import { FoveaError, toPlainError } from '#core/errors/fovea-error.ts';
import type { Problem } from '#core/errors/problems.ts';
import { looksLikeGeoJson } from '#core/result/imports/read-geojson.ts';
import { patchesOutside, type ImportedFile } from '#core/result/imports/imported-maps.ts';
import { addAnnotations, annotationsOf, roomFor } from '#state/annotations-store.ts';
import { showImport } from '#state/displayed.ts';
import { changeImports } from '#state/kept-results.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { asFileWork } from './as-file-work.ts';
import type { CommandContext } from './context.ts';
import { reportOpeningError } from './open-commands.ts';
import type { ResultCommands } from './result-commands.ts';

export interface ImportCommands {
  /**
   * Shows what another program's file holds (WSInfer CSV, QuPath GeoJSON, CLAM HDF5) over the slide on screen: patches with numbers as an entry of its
   * results, annotations among its annotations. Never rejects.
   */
  readonly importOther: (file: File) => Promise<void>;
  /** A .json file, which may be a result or a GeoJSON: goes by how it begins. Never rejects. */
  readonly importJson: (file: File) => Promise<void>;
}

/** Bytes of a file that tell what kind of JSON it is. */
const BEGINNING_BYTES = 4096;

export function importCommands(
  context: CommandContext,
  { importResult }: Pick<ResultCommands, 'importResult'>,
): ImportCommands {
  const { stores, otherFiles } = context;

  async function importOther(file: File): Promise<void> {
    try {
      const { byId, shownId } = stores.slides.getState();
      const slide = byId[shownId ?? ''];
      const refuse = (problem: Problem) =>
        new FoveaError('result/invalid', { name: file.name, problems: [problem], more: 0 });
      if (!slide) throw refuse({ code: 'no-slide-open' });
      const reading = { kind: 'reading', fileName: file.name } as const;
      const read = await asFileWork(context, reading, (signal) => otherFiles.read(file, signal));
      if (!read) return;
      const problem = whatLiesOutside(slide, read);
      if (problem !== null) throw refuse(problem);
      take(slide.description.id, file.name, read);
    } catch (reason) {
      reportOpeningError(context, file.name, toPlainError(reason));
    }
  }

  function take(slideId: string, fileName: string, { maps, annotations, notes }: ImportedFile): void {
    // Closed in the meantime.
    if (!stores.slides.getState().byId[slideId]) return;
    if (maps) stores.runs.setState((state) => showImport(state, slideId, fileName, maps));
    if (annotations.length === 0) return;
    const before = stores.annotations.getState();
    const known = new Set(annotationsOf(before, slideId).map(({ id }) => id));
    const fresh = annotations.filter(({ id }) => !known.has(id)).length;
    const tooMany = Math.max(0, fresh - roomFor(before, slideId));
    stores.annotations.setState((state) => addAnnotations(state, slideId, annotations));
    const read = { fileName, count: annotations.length - tooMany, tooMany, notes };
    stores.runs.setState((state) => changeImports(state, slideId, (imports) => ({ ...imports, read })));
  }

  return {
    importOther,
    importJson: async (file) => {
      const isOther = looksLikeGeoJson(
        await file
          .slice(0, BEGINNING_BYTES)
          .text()
          .catch(() => ''),
      );
      await (isOther ? importOther : importResult)(file);
    },
  };
}

/** Why a file cannot be of this slide: what of it lies wholly outside; null where nothing does. */
function whatLiesOutside({ description }: OpenSlide, { maps, annotations }: ImportedFile): Problem | null {
  const { width, height } = description;
  const outside = maps ? patchesOutside(maps, description) : 0;
  if (maps && outside > 0) return { code: 'patches-outside', outside, all: maps.patches.length, width, height };
  const strays = annotations.filter(({ shape }) => {
    const box = boundsOf(shape);
    return box.x > width || box.y > height || box.x + box.width < 0 || box.y + box.height < 0;
  }).length;
  return strays > 0 ? { code: 'annotations-outside', outside: strays, all: annotations.length, width, height } : null;
}
