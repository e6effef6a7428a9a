import { count } from '../numbers.ts';

/** The answer of a survival model, in Chinese. */
export const survival = {
  region: '生存',
  risk: '风险评分',
  shortRisk: (risk: string) => `风险 ${risk}`,
  shortLogRisk: (risk: string) => `对数风险 ${risk}`,
  logRisk: '对数风险',
  riskRange: (bins: number) => `越高预后越差：下列各时段生存概率之和的负值，从 −${count(bins)}（无风险）到 0。`,
  cox: '越高预后越差。Cox 模型只给出切片之间的相对排序，不给出生存曲线。',
  higherThan: (lower: number, all: number, share: string, on: string) =>
    `高于 ${count(all)} 例中的 ${count(lower)} 例（${share}）：${on}。`,
  riskAxis: '风险，每个标记代表另一张切片',
  riskAxisMany: '其他切片的风险',
  curve: '无事件生存',
  time: (unit: string) => `时间，${unit}（间隔不按比例）`,
  bin: (unit: string) => `时间，${unit}`,
  hazard: '风险率',
  hazardLong: '到达该时段者在该时段内发生事件的概率',
  survival: '生存概率',
  survivalLong: '到该时段结束时未发生事件的概率',
  notCalibrated: '得分未经校准，仅供科研使用。',
  notCalibratedPhantom: '得分未经校准。模体的风险率为虚构。',
};
