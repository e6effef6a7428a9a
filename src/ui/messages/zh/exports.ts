/** Files for other programs, and from them, in Chinese. */
export const exports = {
  clamH5: 'CLAM h5',
  clamH5Hint: '当前热图作为注意力分数，其余热图一并存入',
  clamH5FinerHint: '当前热图作为每个高倍图块的注意力分数，低倍的值重复列出',
} as const;
