import { count, percent, significant } from '../numbers.ts';

/** The record of a run, in Chinese. */
export const record = {
  slide: '切片',
  fingerprint: '指纹',
  none: '未知',
  spacing: '像素间距',
  model: '模型',
  patches: '图块',
  architecture: '架构',
  architectures: {
    'tda-mil': 'TDA-MIL，自上而下注意力',
    dsca: 'DSCA，带交叉注意力的双流网络',
    'attention-sampling': '注意力采样',
  },
  finer: '高倍图块',
  finerText: (patches: number, scale: number, modelPx: number, modelSpacing: string) =>
    `${count(patches)} 个，每个图块内 ${scale} × ${scale}，以 ${count(modelPx)} px、${modelSpacing} 输入模型`,
  images: '整体查看',
  scopes: { region: '区域', tissue: '组织', 'whole-image': '整幅图像' },
  imageText: (images: number, scope: string, size: string, modelSpacing: string) =>
    `${count(images)} 幅图像（${scope}），${images === 1 ? '' : '第一幅'}在切片上为 ${size}，${modelSpacing}`,
  samples: '仔细查看',
  drawn: (samples: number, repeats: number) => `随机抽取 ${count(samples)} 个位置，重复 ${count(repeats)} 次`,
  mostAttended: (samples: number) => `注意力最高的 ${count(samples)} 个位置`,
  tissue: '组织',
  backEnd: '运行于',
  damaged: '损坏的瓦片',
  started: '开始时间',
  finished: '结束时间',
  times: '用时',
  software: '软件',
  notes: '备注',
  seed: '随机种子',
  files: '模型文件',
  rate: '速度',
  patchText: (patches: number, sizePx: number, modelPx: number, modelSpacing: string) =>
    `${count(patches)} 个，每个取切片上的 ${count(sizePx)} px，以 ${count(modelPx)} px、${modelSpacing} 输入模型`,
  tissueText: (share: string, threshold: number, maskSpacing: string, coverage: number) =>
    `占切片的 ${share}；在 ${maskSpacing} 下饱和度高于 ${significant(threshold)}（满值 255）；图块的组织比例不低于 ${percent(coverage)}`,
  timeText: (model: string, tissue: string, encode: string, head: string) =>
    `模型 ${model}；组织 ${tissue}；图块 ${encode}；切片级模型 ${head}`,
  statedBy: {
    metadata: '来自文件',
    user: '由用户指定',
    model: '取模型自身的值：一个像素视为模型的一个像素',
  },
  tissueNotSought: '未识别组织：读取了整个区域',
};
