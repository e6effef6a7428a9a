import { bytes, count, duration, significant, spacing } from '../numbers.ts';

/** Words of the list of models: what each is, adding one, removing it, its card and its check, in Chinese. */
export const bundles = {
  architectures: { 'tda-mil': 'TDA-MIL', dsca: 'DSCA', 'attention-sampling': '采样' },
  forTissue: '用于组织',
  forPhantoms: '仅用于模体',
  addedMark: '由您添加',
  wantsPairs: (px: number, umPerPx: number, scale: number) =>
    `${count(px)} × ${count(px)} px 的图块，${spacing(umPerPx)}；以及每个图块内的 ${count(scale * scale)} 个图块，${spacing(umPerPx / scale)}`,
  wantsImage: (width: number, height: number, umPerPx: number, samples: number, px: number) =>
    `${spacing(umPerPx)} 的图像，约 ${count(width)} × ${count(height)} px；仔细查看其中 ${count(samples)} 个 ${count(px)} px 的位置`,
  survivalIn: (bins: readonly string[], unit: string) =>
    bins.length > 0 ? `各时段（${unit}）的生存概率：${bins.join('、')}` : '对数风险',
  addFolder: '从文件夹添加模型',
  addZip: '从 .zip 添加模型',
  addFolderShort: '文件夹…',
  addZipShort: '.zip…',
  add: '添加模型',
  addHint: '或拖放到窗口中',
  region: '正在添加模型',
  reading: (name: string) => `正在读取 ${name}`,
  storing: (name: string, done: number, total: number) => `正在添加 ${name}：${bytes(done)} / ${bytes(total)}`,
  checking: (name: string) => `正在添加 ${name}：运行其自带示例`,
  progress: '添加进度',
  cancel: '取消',
  replaceTitle: '替换此模型？',
  replaceText: (name: string, oldVersion: string, newVersion: string) =>
    oldVersion === newVersion
      ? `“${name}”此前已添加，版本同为 ${oldVersion}，但内容不同。`
      : `“${name}”此前已添加，版本为 ${oldVersion}；现在的版本为 ${newVersion}。`,
  replaceNote: '屏幕上的结果会保留，并注明生成它们的版本。',
  replace: '替换',
  keep: '保留原有版本',
  added: (name: string) => `“${name}”已添加。它通过了检查，并已保存在此浏览器中。`,
  known: (name: string) => `“${name}”已在列表中，内容完全相同。`,
  onMachine: '在本机上',
  notHere: (total: number) => `尚未下载：首次使用时读取 ${bytes(total)}，之后会保留。`,
  partHere: (here: number, total: number) => `已有 ${bytes(here)}，共 ${bytes(total)}；其余部分在需要时读取。`,
  allHere: (total: number) => `${bytes(total)}；无需网络。`,
  shared: (shared: number) => `其中 ${bytes(shared)} 与其他模型共用。`,
  lasting: '浏览器会一直保留，直到您将其移除。',
  notLasting: '磁盘空间不足时，浏览器可能会将其清除。',
  check: '在本机上检查',
  checkHint: '运行模型自带的示例，并与其附带的标准答案比较。',
  checkCancel: '取消检查',
  checkTitle: '检查',
  checkRunning: '正在检查',
  passed: '通过',
  failed: '未通过',
  checkIn: (seconds: number) => `用时 ${duration(seconds)}`,
  backEnds: { wasm: 'CPU（WASM）', webgpu: 'GPU（WebGPU）' },
  difference: '最大差异',
  allowed: '允许值',
  atLeast: (value: number) => `≥ ${value}`,
  atMost: (value: number) => `≤ ${value}`,
  encoderCosine: '特征，余弦相似度',
  cosine: (value: number) => value.toFixed(6),
  differenceOf: (value: number) => (Number.isFinite(value) ? significant(value, 2) : '不是数值'),
  card: '阅读说明卡',
  cardTitle: (name: string) => `${name} 的说明卡`,
  cardLoading: '正在读取说明卡',
  remove: '移除此模型',
  removeTitle: '移除此模型？',
  removeText: (name: string, freed: number) =>
    freed > 0
      ? `“${name}”及其文件将从此浏览器中删除，释放 ${bytes(freed)}。屏幕上的结果会保留。`
      : `“${name}”将从列表中移除。其文件会保留，因为其他模型也在使用。屏幕上的结果会保留。`,
  removeConfirm: '移除',
  removeKeep: '保留',
  removeRefused: '移除',
  rate: (bytesPerSecond: number) => `${bytes(bytesPerSecond)}/秒`,
};
