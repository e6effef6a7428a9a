import { count, significant, spacing as spacingText } from '../numbers.ts';

/** Stating and measuring the spacing, in Chinese. */
export const spacing = {
  state: '指定像素间距',
  change: '更改像素间距',
  title: '此切片的像素间距',
  why: '文件没有注明一个像素对应的实际长度。模型和比例尺都需要这个值。',
  whyChange: '您在此指定的值优先于文件中的值，会为此切片记住，并写入每个结果。',
  value: '像素间距（µm/像素）',
  range: '范围：0.05 至 50 µm/px。',
  guesses: '常用值',
  guess: (umPerPx: number, power: string) => `${significant(umPerPx)} µm/px，${power}`,
  use: '使用此间距',
  calibrate: '测量已知距离',
  fromFile: (umPerPx: number) => `恢复文件中的 ${spacingText(umPerPx)}`,
  forget: '清除指定的间距',
  cancel: '取消',
  tissueSize: (width: string, height: string) => `切片的实际大小将为 ${width} × ${height}。`,
  first: '请点击一段已知距离的起点。',
  second: '请点击终点。',
  length: '距离（µm）',
  result: (umPerPx: number, px: number) => `${count(px)} px：${spacingText(umPerPx)}`,
  implausible: '结果超出 0.05 至 50 µm/px 的范围。',
  region: '校准',
  set: '设定间距',
};
