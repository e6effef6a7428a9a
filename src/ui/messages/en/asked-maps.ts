/** What the maps on screen are of, while a question is asked of their result. */
export const askedMaps = {
  asAsked: 'as asked',
  before: 'of the question before',
  named: (map: string, of: string) => `${map}, ${of}`,
  sentences: {
    'question-before': 'The map of the question before: the one asked now is not answered.',
    'full-unanswered': 'The map of the full slide: the question is not answered.',
    'full-chosen': 'The map of the full slide, as chosen for this view.',
  },
} as const;
