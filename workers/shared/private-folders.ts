/** Folder of the origin's private file system that holds files of bundles and what else ships, each under its SHA-256. */
export const MODELS_FOLDER = 'models';
