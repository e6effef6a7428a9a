/** How parts of a text are put together, where a component has them one by one. */
export const phrases = {
  /** `tissue, 0.5 µm/px` */
  listed: (parts: readonly string[]) => parts.join(', '),
  /** `interval 0.8 to 0.9; baseline 0.5` */
  apart: (parts: readonly string[]) => parts.join('; '),
  /** `The first. The second.` */
  sentences: (parts: readonly string[]) => parts.join(' '),
  /** `this model: what is the matter` */
  about: (name: string, what: string) => `${name}: ${what}`,
} as const;
