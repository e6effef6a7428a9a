import { count } from '../numbers.ts';

/** Whether a map orders the patches by what the answer rests on, in Chinese. */
export const faithfulness = {
  title: '热图是否忠实？',
  lead: '逐步去除热图中最高的图块，再逐步只保留这些图块，观察输出的变化；并与随机顺序对比。',
  follows: (name: string, score: string) => `所观察的是 ${name} 的得分：整张切片为 ${score}。`,
  followsRisk: '所观察的是风险。',
  lowScore: '得分如此之低，几乎没有下降的余地：去除图块在此难以说明问题。',
  map: '要检验的热图',
  cost: (runs: number) => `需让模型计算 ${count(runs)} 次`,
  check: '检验',
  again: '重新检验',
  cancel: '取消',
  cancelled: '已取消。',
  busy: '运行结束后可检验。',
  progress: '检验进度',
  asked: (done: number, total: number) => `第 ${count(done)} 次计算，共 ${count(total)} 次`,
  rate: (perSecond: string) => `每秒 ${perSecond} 次`,
  deletion: '先去除最高的',
  insertion: '先保留最高的',
  shareOut: '去除的比例',
  shareKept: '保留的比例',
  score: (name: string) => `${name} 的得分`,
  risk: '风险',
  byMap: (map: string) => `按${map}的顺序`,
  atRandom: '随机顺序，平均值 ± 标准差',
  area: '平均高度',
  areaMap: '热图',
  areaRandom: '随机',
  plot: (title: string, ofMap: string, ofRandom: string, sd: string) =>
    `${title}：按热图顺序的平均高度为 ${ofMap}，随机顺序为 ${ofRandom} ± ${sd}。全部数值见表格。`,
  table: '以表格显示',
  share: '比例',
  value: '热图',
  randomMean: '随机',
  randomSd: '标准差',
  clear: (name: string) =>
    `去除此热图最高的图块，${name} 的得分比随机去除下降更快；仅凭这些图块，得分也上升更快：此热图的顺序符合该输出所依据的内容。`,
  onlyDeletion: (name: string) =>
    `去除此热图最高的图块，${name} 的得分比随机去除下降更快；但仅凭这些图块，得分并不比其他图块上升更快。`,
  onlyInsertion: (name: string) =>
    `仅凭此热图最高的图块，${name} 的得分比随机上升更快；但没有它们时得分并不下降更快：其他图块包含同样的信息。`,
  none: (name: string) => `两者均与随机无异：此热图的顺序不符合 ${name} 的得分所依据的内容。`,
  noRoom: (name: string, score: string) =>
    `${name} 在整张切片上的得分仅为 ${score}，几乎没有下降的余地；只保留最高的图块，得分的上升也与随机无异。这不能说明此热图是否忠实。`,
  noRoomRises: (name: string, score: string) =>
    `仅凭此热图最高的图块，${name} 的得分比随机上升更快；但整张切片的得分仅为 ${score}，几乎没有下降的余地，因此去除它们不能说明问题。`,
  reverse: (name: string) => `恰好相反：${name} 的得分更依赖此热图中最低的图块。`,
  riskMoves: '按此热图的顺序取舍图块，风险的变化与随机不同：输出取决于它所显示的内容。',
  riskNone: '按此热图的顺序取舍图块，风险的变化与随机无异。',
  caution:
    '这说明的是此模型的输出，而非疾病本身。模型从未见过大部分被去除的切片：只有与随机顺序的差距才有意义。“与随机不同”指：据这几个随机顺序估计，再取一个随机顺序，其平均高度达到此差距的机会不足二十分之一；对得分还要求相差至少 0.01。整张切片的得分低于 0.1 即视为几乎没有下降的余地。',
  cautionRisk: '风险也会仅随图块数量而变化。',
  how: (orders: number, seed: number) => `${count(orders)} 个随机顺序，种子 ${String(seed)}`,
};
