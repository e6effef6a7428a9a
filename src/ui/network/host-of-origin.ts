/** Host and port for the screen; with its scheme where that is not https, because it is another place then. */
export function hostOfOrigin(origin: string): string {
  return origin.replace(/^https:\/\//, '');
}
