import { COMPARE_COMMANDS, DRAWING_COMMANDS, QUESTION_COMMANDS } from './commands-of-tools.ts';
import { RESULT_COMMANDS } from './commands-of-results.ts';
import { MAP_COMMANDS, VIEW_COMMANDS } from './commands-of-view.ts';
import { SLIDE_COMMANDS, WINDOW_COMMANDS } from './commands-of-window.ts';
import { keyOf, type KeyPress } from './key-of.ts';
import type { CommandGroup, WindowCommand } from './window-command.ts';

/** Every command of the window: what the palette lists, the sheet of shortcuts shows and the keys do. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  { id: 'slides', commands: SLIDE_COMMANDS },
  { id: 'view', commands: VIEW_COMMANDS },
  { id: 'results', commands: RESULT_COMMANDS },
  { id: 'maps', commands: MAP_COMMANDS },
  { id: 'compare', commands: COMPARE_COMMANDS },
  { id: 'questions', commands: QUESTION_COMMANDS },
  { id: 'drawing', commands: DRAWING_COMMANDS },
  { id: 'window', commands: WINDOW_COMMANDS },
];

export const ALL_COMMANDS: readonly WindowCommand[] = COMMAND_GROUPS.flatMap(({ commands }) => commands);

const byKey = new Map(
  ALL_COMMANDS.filter(({ heardBy }) => heardBy === undefined).flatMap((command) =>
    (command.keys ?? []).map((key) => [key, command] as const),
  ),
);

/** The command of a key press; null for keys that are not ours or that somebody else listens to. */
export function commandOf(press: KeyPress): WindowCommand | null {
  const key = keyOf(press);
  return key === null ? null : (byKey.get(key) ?? null);
}
