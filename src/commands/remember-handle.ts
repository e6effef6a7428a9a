import type { CommandContext } from './context.ts';
import type { FileHandle } from './recent-files.ts';

/** Puts a file that was opened on the list; where it cannot be kept, it is not promised. Never rejects. */
export async function rememberHandle(context: CommandContext, given: Promise<FileHandle | null>): Promise<void> {
  try {
    const handle = await given;
    if (!handle) return;
    const files = await context.recentFiles();
    await files.remember(handle);
    context.stores.recentFiles.setState({ list: await files.list() });
  } catch (reason) {
    console.warn('this file is not kept among the recent ones', reason);
  }
}
