import type { AppCommands } from '#commands/create-commands.ts';
import { droppedBundle, type DroppedSource } from './dropped-source.ts';

/** Endings of other programs' files with numbers per patch, or annotations. */
const OTHER_FILES = /\.(?:csv|geojson|h5|hdf5)$/i;

/**
 * Opens what was dropped or picked: a slide, a result file over the slide that it was made on, another program's file over the slide on screen, or a
 * model to add.
 */
export function openAny(commands: AppCommands, source: DroppedSource | null): void {
  const bundle = source && droppedBundle(source);
  if (bundle) void commands.addBundle(bundle);
  else if (source?.kind === 'file' && /\.json$/i.test(source.file.name)) void commands.importJson(source.file);
  else if (source?.kind === 'file' && OTHER_FILES.test(source.file.name)) void commands.importOther(source.file);
  else commands.openDropped(source);
}
