import { significant } from '../numbers.ts';

/** The picture of a view with its legend, in Chinese. */
export const figure = {
  export: '图片',
  exportHint: '当前视野，带图例和比例尺，PNG',
  failed: '还没有可保存的图片：切片仍在绘制。',
  model: (model: string, finishedAt: string) => `${model}，运行于 ${finishedAt}`,
  notWhole: '此热图属于一个假设或正在进行的运行，并非整张切片。',
  view: (magnification: number, isStatedByUser: boolean) =>
    `显示倍率 ${significant(magnification)}×${isStatedByUser ? '；像素间距由用户给出' : ''}`,
  noSpacing: '切片没有像素间距：长度以像素计',
  opacity: (share: string) => `叠加不透明度 ${share}`,
  hidden: (limit: string) => `低于 ${limit} 的部分不绘制。`,
  made: (time: string) => `Fovea · ${time}`,
} as const;
