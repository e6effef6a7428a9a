import { bytes } from '../numbers.ts';

/** 本工作站：本机的能力与保存的内容。What this machine offers and keeps, in Chinese. */
export const workstation = {
  open: '本工作站',
  title: '本工作站',
  parts: '本工作站的各部分',
  machine: {
    name: '本机',
    processor: '处理器',
    threads: (threads: number) => `${threads} 个线程`,
    isolated: '可用多线程：本页面与其他页面隔离。',
    notIsolated:
      '只能用一个线程：本页面未与其他页面隔离（跨源隔离）。主机没有发送所需的标头，此处也没有 Service Worker 可以补上。所有功能可用，但较慢。',
    gpu: '图形处理器（GPU）',
    gpuSoftware: (adapter: string) => `${adapter}，软件模拟：比处理器慢，不会自动使用`,
    noGpu: '此处 WebGPU 未提供 GPU；模型在处理器上运行',
    largestBuffer: 'GPU 缓冲区上限',
    bytes,
    halfPrecision: 'GPU 半精度',
    yes: '支持',
    no: '不支持',
    browser: '浏览器',
    looking: '正在检测…',
  },
} as const;
