/** Files for other programs, and from them, in Chinese. */
export const exports = {
  clamH5: 'CLAM h5',
  clamH5Hint: '当前热图及其余热图，每个图块一行',
  clamH5FinerHint: '每个高倍图块一行，低倍的值重复列出',
} as const;
