/** Hands a text file to the user as a download. */
export function saveFile(file: { readonly name: string; readonly mediaType: string; readonly text: string }): void {
  const url = URL.createObjectURL(new Blob([file.text], { type: file.mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  // The download has been handed over by the next task; the text need not stay in memory after it.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
