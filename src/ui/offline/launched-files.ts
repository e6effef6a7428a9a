import type { AppCommands } from '#commands/create-commands.ts';
import { openHandle } from '../empty/open-handle.ts';

/** Chromium alone; not in the DOM library. */
interface LaunchQueue {
  setConsumer(consume: (launch: { readonly files?: readonly FileSystemHandle[] }) => void): void;
}

/** Opens files that the system gives to the installed app, in their order, each as if it had been dropped. */
export function openLaunchedFiles(commands: AppCommands): void {
  const { launchQueue } = window as { launchQueue?: LaunchQueue };
  let last = Promise.resolve();
  launchQueue?.setConsumer(({ files = [] }) => {
    for (const file of files) last = last.then(() => openHandle(commands, file));
  });
}
