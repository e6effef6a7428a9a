/** How parts of a text are put together, where a component has them one by one, in Chinese. */
export const phrases = {
  listed: (parts: readonly string[]) => parts.join('，'),
  apart: (parts: readonly string[]) => parts.join('；'),
  sentences: (parts: readonly string[]) => parts.join(''),
  about: (name: string, what: string) => `${name}：${what}`,
};
