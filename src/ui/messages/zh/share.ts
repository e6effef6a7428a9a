import { bytes, count, utcMinute } from '../numbers.ts';

/** 结果链接：生成、打开以及重新运行。Links to a result, in Chinese. */
export const share = {
  button: '分享',
  title: '分享此结果',
  description: '任何人打开此链接即可看到这幅热图；结果就在链接之中，不存储在任何地方。',
  making: '正在生成链接…',
  address: '链接',
  copy: '复制链接',
  copied: '已复制',
  copyFailed: '浏览器不允许复制。请选中链接后手动复制。',
  length: (characters: number, most: number) => `${count(characters)} 个字符，上限为 ${count(most)} 个`,
  thisMachine: 'Fovea 在本机上运行：其他人请在自己的 Fovea 中用“打开链接”打开。',
  inLink: '链接中包含',
  notInLink: '链接中不包含',
  maps: '要分享的热图',
  mapRounded: (bits: number, step: string) => `取整为 ${bits} 位：± ${step}`,
  mapExact: (bits: number) => `${bits} 位`,
  answer: '输出及其产生方式：模型、切片名称和指纹、计算后端、设置',
  view: '当前视野和热图的显示方式',
  slideAddress: (url: string) => `切片地址：${url}`,
  noPixels: '切片的像素、标签图和全貌图',
  notes: '标注和假设分析',
  localSlide: (name: string, size: number | null) =>
    `切片：打开链接的人需要文件 ${name}${size === null ? '' : `（${bytes(size)}）`}`,
  secretAddress: '切片地址：它带有查询参数或密码，可能是访问凭据。打开链接的人需要切片文件。',
  leftMap: (map: string) => `${map}：空间不足`,
  leftDraws: '抽取的图块：空间不足',
  leftRisks: '其他切片的风险值：空间不足',
  tooLong: (characters: number, most: number) =>
    `此结果过大，无法放入链接：即使得分取整为 4 位也有 ${count(characters)} 个字符；链接最多为 ${count(most)} 个字符。`,
  tooMany: (patches: number, most: number) =>
    `此结果过大，无法放入链接：它有 ${count(patches)} 个图块；链接最多为 ${count(most)} 个图块。`,
  tooLongTodo:
    '请选择较少的热图，或保存为文件：将文件拖放到窗口，或用地址中的 result= 参数指明，即可像链接一样打开，且得分未取整。',
  noMap: '请至少选择一幅热图。',
  save: '保存为结果文件',

  region: '分享的结果',
  askTitle: '要从其他服务器读取吗？',
  ask: {
    slide: (host: string) => `此链接将从 ${host} 读取切片。`,
    result: (host: string) => `此链接将从 ${host} 读取结果。`,
  },
  askWhy: '任何人都可以编写链接。该服务器会得知本机打开了它；不会发送您的任何数据。',
  agree: (hosts: readonly string[]) => `从 ${hosts.join('、')} 读取`,
  decline: '不读取',
  fetching: (host: string, done: number) => `正在从 ${host} 读取结果${done > 0 ? `，${bytes(done)}` : ''}`,
  cancel: '取消',
  waiting: (name: string) => `此链接显示 ${name} 上的结果`,
  waitingFile: (name: string) => `此结果是在 ${name} 上生成的`,
  waitingFacts: (size: string, fileBytes: number | null) =>
    `${size}${fileBytes === null ? '' : `，${bytes(fileBytes)}`}。请在此打开或拖放该文件，以查看其热图。切片按内容识别，与文件名无关。`,
  waitingAnswer: (model: string, answer: string) => `${model}：${answer}`,
  openFile: '打开文件',

  linkMark: (bits: number) => `链接，${bits} 位`,
  fromLinkShort: '来自链接',
  fromLink: (finishedAt: string, model: string) =>
    `来自链接；据链接记载，由 ${model} 于 ${utcMinute(finishedAt)} 生成。并非在此运行所得。`,
  rounded: (bits: number) => `得分在传递时取整为 ${bits} 位：名次和百分位按取整后的得分计算。`,
  roundedRank: (rank: string) => `约 ${rank}`,
  notCarried: (what: string) => `链接未包含：${what}。`,
  draws: '抽取的图块',
  risks: '其他切片的风险值',

  again: {
    button: '重新运行并比较',
    hint: '在此用相同的种子对此切片运行同一模型，并说明两个结果相差多少。',
    noModel: (model: string) => `要重新运行，请先将 ${model} 添加到本机。`,
    otherSpacing: (shared: string, here: string | null) =>
      `分享的运行采用 ${shared}；此切片在这里${here === null ? '没有像素间距' : `采用 ${here}`}，图块位置会不同。`,
    useSpacing: (spacing: string) => `采用 ${spacing}`,
    otherVersion: (here: string, shared: string) =>
      `此处模型的版本为 ${here}；分享的结果由版本 ${shared} 生成，输出可能因此不同。`,
    otherFiles: '此处模型的版本相同，但文件与生成分享结果时所用的不同，输出可能因此不同。',
    region: '分享的结果与此处的运行',
    map: '差异',
    largest: '最大',
    mean: '平均',
    rounding: '取整',
    figure: '输出',
    shared: '分享',
    own: '此处',
    difference: '差异',
    risk: '风险值',
    agrees: '热图的差异不超过链接的取整误差。',
    agreesInPart: '在两者均有得分之处，热图的差异不超过链接的取整误差。',
    nothing: '未比较任何热图：两个结果没有同一图块的得分。',
    differs: (maps: string) => `差异超出链接的取整误差：${maps}。`,
    unrounded: '文件中的得分未经取整：所有差异均来自运行本身。',
    answerSame: '输出相同。',
    answerDiffers: (largest: string) => `输出最多相差 ${largest}。`,
    answerOther: '两个输出回答的不是同一问题。',
    notBoth: (maps: string, shared: number, own: number) =>
      `未比较（${maps}）：仅分享结果中有得分的 ${count(shared)} 个图块，仅此处结果中有得分的 ${count(own)} 个图块。`,
    missing: (maps: string) => `未比较（此处结果没有）：${maps}。`,
    sameBackEnd: (what: string) => `两次均在 ${what} 上运行。`,
    otherBackEnd: (shared: string, own: string) =>
      `计算后端不同：分享的在 ${shared}，此处在 ${own}。仅此就会使末几位数字不同。`,
  },
} as const;
