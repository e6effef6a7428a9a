/** What the maps on screen are of, while a question is asked of their result, in Chinese. */
export const askedMaps = {
  asAsked: '当前假设',
  before: '上一个假设',
  named: (map: string, of: string) => `${map}（${of}）`,
  sentences: {
    'question-before': '这是上一个假设的热图：当前假设尚无输出。',
    'full-unanswered': '这是整张切片的热图：当前假设尚无输出。',
    'full-chosen': '这是整张切片的热图（为此视图所选）。',
  },
};
