/** Files for other programs, and from them. */
export const exports = {
  clamH5: 'CLAM h5',
  clamH5Hint: 'the shown map as attention scores, the others beside',
  clamH5FinerHint: 'the shown map as attention scores per finer patch, coarse values repeated',
} as const;
