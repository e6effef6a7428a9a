import { bytes, count } from '../numbers.ts';

/** The frame of the window: header, panel and status bar, in Chinese. */
export const app = {
  name: 'Fovea',
  pageTitle: 'Fovea：全切片图像浏览器',
  researchUse: '仅供科研使用',
  researchUseLong: '仅供科研使用，不得用于诊断。',
};

export const header = {
  open: '打开…',
  openMenu: '打开切片',
  openFile: '打开文件',
  openFolder: '打开文件夹',
  openLink: '打开链接',
  openPhantom: '打开模体',
  toLight: '切换到浅色',
  toDark: '切换到深色',
  shortcuts: '键盘快捷键',
  commands: '命令',
  showRail: '显示切片列表',
  hideRail: '隐藏切片列表',
  showPanel: '显示模型面板',
  hidePanel: '隐藏模型面板',
  modelShown: (name: string, version: string) => `${name} ${version}`,
};

export const language = {
  title: '语言',
  auto: '跟随浏览器',
  failed: '无法加载所选语言的文字。请检查网络连接，然后重新选择。',
};

export const panel = {
  region: '模型与结果',
  parts: '面板各部分',
};

export const status = {
  region: '状态',
  idle: '就绪',
  drawing: '正在绘制',
  gpu: (adapter: string) => `GPU ${adapter}`,
  cpu: (threads: number) => `CPU，${count(threads)} 个线程`,
  memory: (used: number) => `内存 ${bytes(used)}`,
  read: (read: number) => `已读取 ${bytes(read)}`,
  sent: (sent: number) => `已发送 ${bytes(sent)}`,
  sentLong:
    '向 Fovea 自身服务器以外的主机发送的请求地址和请求头字节数，按实际计数。Fovea 只读取数据：所有请求都是不带内容的 GET 请求。',
  noHosts: '未访问其他主机',
  hosts: (first: string, more: number) =>
    more > 0 ? `读取自 ${first} 等 ${count(more + 1)} 个主机` : `读取自 ${first}`,
  damaged: (tiles: number) => `${count(tiles)} 个瓦片损坏`,
  noDamaged: '0 个瓦片损坏',
  tiles: (tiles: number) => `正在加载 ${count(tiles)} 个瓦片`,
};
