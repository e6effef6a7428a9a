/** Ways to open a slide, in Chinese. */
export const empty = {
  region: '打开切片',
  title: '看见模型的注意力。',
  lead: '打开全切片图像，在本标签页中运行注意力模型，在组织上查看它的注意力。',
  drop: '将切片拖放到此处',
  dropNow: '松开即可打开',
  formats: '切片：SVS、TIFF、BigTIFF、Deep Zoom 文件夹、PNG 或 JPEG；模型：文件夹或 .zip',
  recent: '最近打开',
  forgetRecent: '清除',
  forgetOne: (name: string) => `从列表中移除 ${name}`,
  recentFile: '本机文件',
  recentFolder: '本机文件夹',
  privacy: '数据不会离开本机：切片、特征和结果都只保存在此浏览器中。',
  phantomWhat: '绘制的测试切片，答案已知，不是真实组织。',
  opening: (name: string) => `正在打开 ${name}`,
  cancelOpening: '取消',
};

export const drop = {
  title: '松开即可打开',
};

export const link = {
  title: '打开链接',
  label: '切片地址',
  hint: 'SVS、TIFF、.dzi、PNG 或 JPEG 文件的地址。服务器须支持范围请求（Range），并允许本页面读取。',
  placeholder: 'https://',
  open: '打开',
  cancel: '取消',
  bad: '地址须以 https:// 或 http:// 开头。',
};
