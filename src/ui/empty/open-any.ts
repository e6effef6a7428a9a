import type { AppCommands } from '#commands/create-commands.ts';
import type { FileHandle } from '#commands/recent-files.ts';
import { droppedBundle, type DroppedSource } from './dropped-source.ts';

/** Endings of other programs' files with numbers per patch, or annotations. */
const OTHER_FILES = /\.(?:csv|geojson|h5|hdf5)$/i;

/**
 * Opens what was dropped or picked: a slide, a result file over the slide that it was made on, another program's file over the slide on screen, or a
 * model to add. `handle`: the browser's way back to it, by which a slide can be opened again. Never rejects.
 */
export async function openAny(
  commands: AppCommands,
  source: DroppedSource | null,
  handle: Promise<FileHandle | null> = Promise.resolve(null),
): Promise<void> {
  const bundle = source && droppedBundle(source);
  if (bundle) await commands.addBundle(bundle);
  else if (source?.kind === 'file' && /\.json$/i.test(source.file.name)) await commands.importJson(source.file);
  else if (source?.kind === 'file' && OTHER_FILES.test(source.file.name)) await commands.importOther(source.file);
  else await commands.openDropped(source, handle);
}
