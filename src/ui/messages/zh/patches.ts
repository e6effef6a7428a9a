import { count } from '../numbers.ts';

/** Single patches: the gallery of the highest and lowest of a map, and what all maps say of one, in Chinese. */
export const patches = {
  region: '图块',
  title: '图块',
  empty: '运行之后，热图中数值最高和最低的图块会显示在这里。',
  howMany: '数量',
  most: {
    relevance: '相关性最高',
    'times-uniform': '注意力最高',
    'times-even-inside': '所在图块内注意力最高',
    likely: '最可能被仔细查看',
  },
  least: {
    relevance: '相关性最低',
    'times-uniform': '注意力最低',
    'times-even-inside': '所在图块内注意力最低',
    likely: '最不可能被仔细查看',
  },
  of: (map: string) => `按${map}排列。点击图块或按回车键前往。`,
  patch: (rank: string, value: string) => `名次 ${rank}，${value}`,
  tied: (tied: number, shown: number) => `${count(tied)} 个图块并列最低；此处显示列表中的前 ${count(shown)} 个。`,
  thinned: '与已显示图块重叠的位置不再列出。',
  none: '没有图块具有数值。',
  card: '此图块在各热图中的情况',
  at: (x: string, y: string) => `位于 ${x}, ${y} px 的图块`,
  across: (length: string) => `边长 ${length}`,
  goThere: '前往此图块',
  close: '关闭',
  map: '热图',
  value: '数值',
  rank: '名次',
  rankOf: (rank: string, of: number) => `${rank}，共 ${count(of)}`,
  rankShared: (rank: string, tied: number, of: number) => `${rank}，共 ${count(of)}，并列 ${count(tied)}`,
  leftOut: '已排除',
  shownResult: '当前显示',
};
