import { count } from '../numbers.ts';

/** Files for other programs, and from them, in Chinese. */
export const exports = {
  clamH5: 'CLAM h5',
  clamH5Hint: '当前热图及其余热图，每个图块一行',
  clamH5FinerHint: '每个高倍图块一行，低倍的值重复列出',
  annotations: 'QuPath GeoJSON',
  annotationsLong: '将标注存为 QuPath GeoJSON',
  ofFullSlide: '屏幕上正在分析一个假设。表格、特征和报告针对整张切片；图片为屏幕所示内容；结果文件包含该假设及其输出。',
  formats: { 'wsinfer-csv': 'WSInfer CSV', 'qupath-geojson': 'GeoJSON', 'clam-h5': 'HDF5' },
  fileWork: {
    reading: (file: string) => `正在读取 ${file}`,
    writing: (file: string) => `正在写入 ${file}`,
  },
  cancelFileWork: '取消',
  cancelFileWorkLong: (file: string) => `取消 ${file}`,
  imported: '导入',
  importedAs: (format: string) => `导入，${format}`,
  importedFrom: (file: string) => `${file}，导入`,
  importedLong: (file: string, format: string) => `从 ${file}（${format}）导入：没有运行记录，也没有输出。`,
  notChecked: '该文件未说明属于哪张切片：请确认就是这一张。',
  mapsImported: (maps: number, patches: number) => `${count(maps)} 幅热图，${count(patches)} 个图块`,
  reading: '数值与文件所载相同。其含义由生成它们的程序说明。',
  byMap: (map: string) => `按 ${map} 排列。点击图块或按回车键前往。`,
  spread: (min: string, max: string, missing: number) =>
    `从 ${min} 到 ${max}${missing === 0 ? '。' : `；${count(missing)} 个图块没有数值。`}`,
  takeOff: '从列表中移除此导入',
  columnsLeftOut: (names: string) => `以下各列为文字，未采用：${names}。`,
  sizeFromStep: (sizePx: number) => `文件未说明图块大小：按相邻图块的间距 ${count(sizePx)} px 绘制。`,
  leftOut: {
    holes: (objects: number) => `未采用：${count(objects)} 个带孔的区域。`,
    'not-a-rectangle': (objects: number) => `未采用：${count(objects)} 个并非正立矩形的对象，例如细胞。`,
    polyline: (objects: number) => `未采用：${count(objects)} 条多于两点的折线。`,
    'no-shape': (objects: number) => `未采用：${count(objects)} 个没有形状的对象。`,
    'too-many-corners': (objects: number) => `未采用：${count(objects)} 个顶点过多的轮廓。`,
  },
  annotationsRead: (annotations: number, file: string) => `已从 ${file} 读入 ${count(annotations)} 个标注。`,
  tooMany: (annotations: number) => `未采用 ${count(annotations)} 个标注：已达每张切片的上限。`,
} as const;
