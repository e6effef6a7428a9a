import { count } from '../numbers.ts';

/** The list of slides and the facts of the one shown, in Chinese. */
export const rail = {
  region: '切片',
  show: (name: string) => `显示 ${name}`,
  close: (name: string) => `关闭 ${name}`,
  thumbnailFailed: '无图像',
  facts: '切片信息',
  size: '尺寸',
  spacing: '像素间距',
  spacingByFile: '来自文件',
  spacingByUser: '由您指定',
  spacingAbsent: '未注明',
  magnification: '放大倍数',
  format: '格式',
  levels: '层级数',
  fileSize: '文件大小',
  source: '来源',
  local: '本机',
  downloaded: (host: string) => `下载自 ${host}`,
  more: '文件中的全部信息',
  pictures: '标签图与全貌图',
  labelHidden: '默认隐藏：标签上可能有患者姓名。',
  asked: {
    label: { show: '显示标签图', hide: '隐藏标签图', picture: '切片的标签图' },
    macro: { show: '显示全貌图', hide: '隐藏全貌图', picture: '切片的全貌图' },
  },
  pixels: (width: number, height: number) => `${count(width)} × ${count(height)} px`,
  extent: (width: string, height: string) => `${width} × ${height}`,
  formats: {
    'aperio-svs': 'Aperio SVS',
    'generic-tiff': '金字塔 TIFF',
    'deep-zoom': 'Deep Zoom',
    image: '普通图像',
  } as Readonly<Record<string, string>>,
};
