/** What is waited for over the network, and what could not be had, in Chinese. */
export const troubles = {
  region: '等待网络',
  waiting: (host: string, tryNumber: number, tries: number, seconds: number) =>
    seconds > 0
      ? `等待 ${host}：${seconds} 秒后进行第 ${tryNumber} 次尝试（共 ${tries} 次）`
      : `正在再次请求 ${host}：第 ${tryNumber} 次尝试（共 ${tries} 次）`,
  silent: (host: string, tryNumber: number, tries: number) =>
    `${host} 暂时没有发来数据：第 ${tryNumber} 次尝试（共 ${tries} 次）`,
  why: {
    busy: '服务器表示正忙。',
    failing: (status: number) => `服务器返回了状态码 ${status}：服务器自身出现问题。`,
    broken: '连接中断或无法建立。',
    unreadable: '无法读取该文件：所在磁盘或网络共享可能未连接，或文件已被移动或更改。',
    offline: '本机没有网络连接。',
  },
  tryNow: '立即重试',
  giveUp: '放弃',
  unread: (tiles: number) => `有 ${tiles} 个瓦片未能读取。`,
  unreadShort: (tiles: number) => `${tiles} 个瓦片未读取`,
  marked: '斜线处未能读到此倍率的图像；切片本身可能完好。',
  readAgain: '重新读取',
};
