import { count, percent } from '../numbers.ts';

/** The slide on screen, its instruments and its display, in Chinese. */
export const stage = {
  region: '切片',
  canvas: (name: string) => `切片 ${name}。方向键平移，加号和减号缩放。`,
  tools: '视图',
  minimap: '当前视野在切片上的位置',
  zoomIn: '放大',
  zoomOut: '缩小',
  whole: '整张切片',
  rotateLeft: '向左旋转',
  rotateRight: '向右旋转',
  rotation: (degrees: number) => `${Math.round(degrees)}°`,
  resetRotation: '复位旋转',
  fullScreen: '全屏',
  leaveFullScreen: '退出全屏',
  presets: '放大倍数',
  preset: (label: string) => `以 ${label} 显示`,
  magnificationNow: '当前放大倍数',
  perPixel: (level0PxPerCssPx: number) => percent(1 / level0PxPerCssPx, level0PxPerCssPx > 20 ? 1 : 0),
  scaleBar: (text: string) => `比例尺：${text}`,
  readout: '指针处',
  pointerAway: '将指针移到切片上，可读取位置和数值。',
  shortRank: (rank: number) => `#${count(rank)}`,
  sharedRank: (rank: number) => `#${count(rank)} 并列`,
  offSlide: '切片之外',
};

export const display = {
  title: '显示',
  open: '显示设置：亮度、对比度、伽马',
  openChanged: '显示设置：亮度、对比度、伽马（已更改）',
  brightness: '亮度',
  contrast: '对比度',
  gamma: '伽马',
  added: (share: number) => `${share > 0 ? '+' : share < 0 ? '−' : ''}${Math.round(Math.abs(share) * 100)}%`,
  factor: (times: number) => `${times.toFixed(2)}×`,
  reset: '复位',
  note: '只改变屏幕上的画面：切片本身以及模型读取的内容保持不变。',
};
