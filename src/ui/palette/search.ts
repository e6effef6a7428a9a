import type { Messages } from '#ui/messages/messages.ts';
import { currentLanguage } from '#ui/messages/language.ts';
import type { CommandGroup } from '../shortcuts/window-command.ts';

/** The names of commands and groups in one language. */
export type CommandWords = Pick<Messages['commands'], 'names' | 'groups'>;

/** The names in the language that the window does not speak: whoever knows a command by that name finds it too. */
export async function wordsInBoth(): Promise<readonly CommandWords[]> {
  if (currentLanguage() === 'en') return [(await import('#ui/messages/zh/commands.ts')).commands];
  return [(await import('#ui/messages/en/commands.ts')).commands];
}

/**
 * The commands whose name, group or key has every word that was typed, in any of the languages; groups without one are left out. What only
 * lasts while a key is held is never among them.
 */
export function foundCommands(
  groups: readonly CommandGroup[],
  typed: string,
  languages: readonly CommandWords[],
): readonly CommandGroup[] {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  return groups.flatMap((group): CommandGroup[] => {
    const commands = group.commands.filter(({ id, keys = [], end }) => {
      if (end) return false;
      const key = keys.map(plain);
      return languages.some(({ names, groups: titles }) => {
        const words = plain(`${names[id]} ${titles[group.id]}`);
        return wanted.every((word) => words.includes(word) || key.includes(word));
      });
    });
    return commands.length === 0 ? [] : [{ ...group, commands }];
  });
}

/** Without upper case and accents, full-width signs as plain ones. */
function plain(words: string): string {
  return words
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();
}
