import type { SavedFile } from '#commands/context.ts';

/** Hands a file to the user as a download. */
export function saveFile(file: SavedFile): void {
  const url = URL.createObjectURL(new Blob([file.content], { type: file.mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  // The download has been handed over by the next task; the content need not stay in memory after it.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
