/** Limits that keep a hostile or mistaken manifest from costing memory or time; generous for every model we know of. */
export const MANIFEST_LIMITS = {
  jsonBytes: 1 << 20,
  files: 256,
  fileBytes: 2 ** 31 - 1,
  classes: 100,
  patchSizePx: { min: 8, max: 2048 },
  featureDim: 8192,
  referenceRisks: 100_000,
} as const;
