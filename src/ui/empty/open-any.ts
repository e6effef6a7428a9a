import type { AppCommands } from '#commands/create-commands.ts';
import { droppedBundle, type DroppedSource } from './dropped-source.ts';

/** Opens what was dropped or picked: a slide, a result file over the slide that it was made on, or a model to add. */
export function openAny(commands: AppCommands, source: DroppedSource | null): void {
  const bundle = source && droppedBundle(source);
  if (bundle) void commands.addBundle(bundle);
  else if (source?.kind === 'file' && /\.json$/i.test(source.file.name)) void commands.importResult(source.file);
  else commands.openDropped(source);
}
