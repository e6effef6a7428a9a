import { count } from '../numbers.ts';

/** How a map is coloured: scales, histogram, threshold, what the map belongs to, in Chinese. */
export const maps = {
  byRank: '名次',
  unitRank: (patches: string) => `在 ${patches} 个图块中的名次`,
  scalingNotes: {
    percentile: '低于该图块的其他图块所占比例。',
    rank: '从最高者起算，最高为 1；数值相等的图块并列同一名次。',
  },
  rankTied: (lowest: number, tied: number) =>
    `${count(tied)} 个图块并列最后一名（第 ${count(lowest)} 位）：颜色留给在其之上的图块。`,
  rankAsPercentile: '几乎没有相等的数值，因此颜色与按百分位数着色相同。',
  histogram: (bins: number) => `各数值的图块数，分为 ${count(bins)} 段；高度按平方根显示。`,
  low: '颜色下限',
  high: '颜色上限',
  hideBelow: '隐藏低于',
  colours: '颜色',
  to: '至',
  resetRange: '颜色覆盖全部范围',
  showAll: '全部显示',
  shownAll: (patches: number) => `显示全部 ${count(patches)} 个图块。`,
  shown: (shown: number, all: number, share: string) =>
    `显示 ${count(all)} 个图块中的 ${count(shown)} 个（${share}）。`,
  shownNone: '没有图块显示：没有一个达到此数值。',
  leftOut: (patches: number) => `${count(patches)} 个图块在此没有数值（被排除或尚未完成）：没有颜色，也没有名次。`,
  wrongNumber: '应为此刻度上的数，且下限低于上限',
  drawing: '显示方式',
  blocks: '色块',
  interpolated: '插值',
  interpolatedNote: '插值仅为便于观看；数值以图块为单位。',
  interpolatedNot: '以色块显示：这些图块不在规则网格上，无法插值。',
  listSeparator: '、',
  reversed: '反转颜色',
  belongs: {
    classes: (classes: string) => `整个输出（${classes}）共用一幅热图，并非每个类别一幅。`,
    question: (question: string) => `对应整个问题“${question}”，而非某一个类别。`,
    survival: '对应整条生存曲线：此模型对所有时间段只给出一幅热图，选择某一时间段不会使其改变。',
    cox: '对应此切片唯一的对数风险值。',
  },
};
