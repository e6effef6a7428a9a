import type { AppCommands } from '#commands/create-commands.ts';
import type { DroppedSource } from './dropped-source.ts';

/** Opens what was dropped or picked: a slide, or a result file over the slide that it was made on. */
export function openAny(commands: AppCommands, source: DroppedSource | null): void {
  if (source?.kind === 'file' && /\.json$/i.test(source.file.name)) void commands.importResult(source.file);
  else commands.openDropped(source);
}
