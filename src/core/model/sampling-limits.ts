/**
 * Bounds of attention sampling, for who asks for a run, who makes it and who reads its result: places and repeats of one image, the seed,
 * images of one run, and pixels of one image at the model's spacing (as float32 RGB 0.8 GB, several times over).
 */
export const SAMPLING_LIMITS = {
  samples: 1000,
  repeats: 1000,
  seed: 2 ** 32 - 1,
  fields: 10_000,
  imagePixels: 64_000_000,
} as const;
