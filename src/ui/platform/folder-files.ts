/** Files of a folder beyond this are not listed; a Deep Zoom slide of 100,000 px has about 200,000 tiles. */
export const MAX_FOLDER_FILES = 500_000;

/** Names a system puts into folders by itself. */
export function isSystemFile(name: string): boolean {
  return name === '.DS_Store' || name === 'Thumbs.db' || name === 'desktop.ini' || name.startsWith('._');
}
