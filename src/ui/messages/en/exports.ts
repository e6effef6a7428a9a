/** Files for other programs, and from them. */
export const exports = {
  clamH5: 'CLAM h5',
  clamH5Hint: 'the shown map and the others, per patch',
  clamH5FinerHint: 'per finer patch, coarse values repeated',
} as const;
