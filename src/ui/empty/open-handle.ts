import type { AppCommands } from '#commands/create-commands.ts';
import { isAbort } from '#commands/context.ts';
import { OTHER_TYPES, SLIDE_TYPES } from './file-types.ts';
import { openAny } from './open-any.ts';

/** Chromium alone; not in the DOM library. */
interface Pickers {
  showOpenFilePicker?(options: object): Promise<readonly FileSystemFileHandle[]>;
  showDirectoryPicker?(options: object): Promise<FileSystemDirectoryHandle>;
}

/**
 * Lets the user pick a file or folder by the browser's picker that gives a way back to it. Closed without a choice it does nothing.
 *
 * @returns false where the browser has no such picker: a file input does it then
 */
export function pickHandle(kind: 'file' | 'folder', onPicked: (handle: FileSystemHandle) => Promise<void>): boolean {
  const pickers = window as Pickers;
  const types = [{ accept: { ...SLIDE_TYPES, ...OTHER_TYPES } }];
  const picking =
    kind === 'file'
      ? pickers.showOpenFilePicker?.({ id: 'slide', types }).then(([handle]) => handle)
      : pickers.showDirectoryPicker?.({ id: 'slide', mode: 'read' });
  if (!picking) return false;
  picking
    .then((handle) => handle && onPicked(handle))
    .catch((reason: unknown) => {
      // Closed without a choice.
      if (!isAbort(reason)) console.warn('nothing could be picked', reason);
    });
  return true;
}

/** Opens what a handle stands for, as if it had been dropped. Never rejects. */
export async function openHandle(commands: AppCommands, handle: FileSystemHandle): Promise<void> {
  try {
    const { sourceOf } = await import('../platform/recent-files.ts');
    await openAny(commands, await sourceOf(handle), Promise.resolve(handle));
  } catch (reason) {
    commands.tellUnreadable(handle.name, reason);
  }
}
