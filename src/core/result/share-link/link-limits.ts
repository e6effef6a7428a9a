/** Bounds of share links, which anyone may write. */
export const LINK_LIMITS = {
  /** Characters of the whole address; some programs that pass addresses on cut longer ones. */
  characters: 8000,
  /** Bytes that the description (all but patches and scores) may inflate to. */
  headerBytes: 256 * 1024,
  /** Bytes that the lists of patches may inflate to. */
  patchBytes: 1024 * 1024,
  /** Patches over all lists: several times what fits with scores that differ at all. */
  patches: 100_000,
  lists: 8,
  /** Level-0 px. */
  coordinate: 2 ** 31 - 1,
} as const;
