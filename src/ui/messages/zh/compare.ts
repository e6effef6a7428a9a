import { percent } from '../numbers.ts';

/** Maps and slides side by side, in Chinese. */
export const compare = {
  open: '对比热图或切片',
  close: '结束对比',
  closeShort: '完成',
  bar: '对比',
  layout: '对比方式',
  layouts: { swipe: '滑动对比', two: '两个视图', four: '四个视图' },
  linked: '各视图同步移动',
  link: '联动',
  sameSlide: '各视图显示同一位置',
  inUm: '按微米联动：各视图放大倍数相同',
  inPx: (slides: string) => `逐像素联动：${slides} 的像素间距未知`,
  separate: '各视图独立移动；再次联动即以当前位置相对应',
  side: { left: '左侧', right: '右侧' },
  sideRegion: (side: string, map: string) => `分隔线${side}：${map}`,
  view: (number: number, count: number, slide: string, map: string) =>
    `视图 ${number}（共 ${count} 个）：${slide}，${map}。方向键平移，加号和减号缩放。`,
  viewBar: (number: number) => `视图 ${number}`,
  active: '当前',
  slide: (where: string) => `${where}：切片`,
  shows: (where: string) => `${where}：显示内容`,
  slideOnly: '仅切片',
  mapOf: (map: string, model: string) => `${map}，${model}`,
  resultOf: (model: string, answer: string, when: string) => `${model}：${answer}，${when}`,
  under: (where: string) => `${where}：数值`,
  divider: '两幅热图之间的分隔线',
  dividerAt: (share: number, left: string, right: string) =>
    `位于宽度的 ${percent(share)}；左侧 ${left}，右侧 ${right}`,
};
