import { count } from '../numbers.ts';

/** The finer patches of a patch that is looked into, in Chinese. */
export const inside = {
  region: '图块',
  title: '图块内部',
  hint: '点击切片上的图块，可查看其中的高倍图块及其权重。',
  most: '显示注意力最高的图块',
  place: (place: number, of: number) => `第 ${count(place)} 位，共 ${count(of)} 个`,
  more: '注意力更高的下一个图块',
  less: '注意力更低的下一个图块',
  close: '关闭图块',
  facts: (attention: string, across: string | null, at: string) =>
    `全局注意力为 ${attention} 均匀值。${across === null ? '' : `边长 ${across}，`}位于 ${at} px。`,
  parts: (parts: number) => `${count(parts)} 个高倍图块`,
  part: (row: number, column: number, weight: string, share: string, place: number) =>
    `第 ${row} 行第 ${column} 列：${weight} 平均份额，${share}，第 ${place} 位`,
  note: (parts: number) =>
    `权重以平均份额（1/${count(parts)}）的倍数表示；${count(parts)} 个的平均值为 1。点击即可前往。`,
};
