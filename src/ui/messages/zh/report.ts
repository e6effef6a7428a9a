import { count } from '../numbers.ts';

/** The one-page report of a result, in Chinese. */
export const report = {
  open: '报告',
  openHint: '单页，可打印或存为 PDF',
  title: '切片报告',
  print: '打印或存为 PDF',
  printHint: '单页，A4 或 Letter。“存为 PDF”在浏览器自带的打印窗口中。',
  close: '关闭报告',
  preparing: '正在为报告读取切片……',
  made: (time: string) => `报告时间 ${time}`,
  madeWith: 'Fovea，在本浏览器中运行；未向任何地方发送数据',
  fromElsewhere: '此结果并非在本窗口运行：其记录以文件或链接所载为准。',
  slide: '切片',
  name: '名称',
  answer: '输出',
  notCalibrated: '得分未经校准。',
  moreClasses: (more: number) => `另有 ${count(more)} 个得分更低的类别`,
  moreTimes: (more: string) => `另有 ${more} 个更晚的时段`,
  spread: (repeats: number) => `± 为 ${count(repeats)} 次抽样的标准差`,
  overview: '叠加当前热图的切片',
  overviewNote: (patches: number) => `编号：数值最高的 ${count(patches)} 个图块，见下方。`,
  maps: '热图',
  topPatches: '数值最高的图块',
  topPatchesOf: (map: string) => `数值最高的图块：${map}`,
  at: (x: number, y: number) => `x ${count(x)}，y ${count(y)} px`,
} as const;
