import type { AppCommands } from '#commands/create-commands.ts';
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { Stores } from '#state/stores.ts';
import type { Messages } from '#ui/messages/messages.ts';
import type { SlideViewer } from '#viewer/slide-viewer.ts';
import type { DialogName } from '../dialogs.ts';
import type { OpenActions } from '../empty/use-open-actions.tsx';

export type CommandId = keyof Messages['commands']['names'];
export type Obstacle = keyof Messages['commands']['obstacles'];

/** What the commands of the window act on. */
export interface WindowParts {
  readonly stores: Stores;
  readonly commands: AppCommands;
  /** Of the active view; null until the stage has made it. */
  readonly viewer: SlideViewer | null;
  readonly actions: Omit<OpenActions, 'parts'>;
  readonly showDialog: (name: DialogName) => void;
  readonly toggleRail: () => void;
  /** Says why a command failed. */
  readonly tell: (error: PlainError) => void;
}

/**
 * Something the window does when told to. The palette, the sheet of shortcuts and the key handler are all made from one list of these
 * (`all-commands.ts`); its name is in the catalogue under its id.
 */
export interface WindowCommand {
  readonly id: CommandId;
  /** Keys that do it, as they are written on the sheet: `R`, `Shift R`, `←`. */
  readonly keys?: readonly string[];
  /** A key that is held does it again and again. */
  readonly repeats?: true;
  /** Lasts as long as the key is held; there is nothing to choose in a palette. */
  readonly end?: (window: WindowParts) => void;
  /** What these keys mean depends on what is in hand: whoever owns that listens to them. */
  readonly heardBy?: 'annotations' | 'questions' | 'drawing';
  /** Why it cannot be done now; null where it can. */
  readonly obstacle?: (window: WindowParts) => Obstacle | null;
  readonly run: (window: WindowParts) => void;
}

/** Commands that belong together, in the order in which they are listed. */
export interface CommandGroup {
  readonly id: keyof Messages['commands']['groups'];
  readonly commands: readonly WindowCommand[];
}
