import { bytes, count, duration, significant, timeLeft } from '../numbers.ts';

/** A run in progress and what it noted, in Chinese. */
export const run = {
  region: '运行',
  progress: '运行进度',
  starting: '正在启动',
  loading: (doneBytes: number, totalBytes: number) => `正在加载模型，${bytes(doneBytes)} / ${bytes(totalBytes)}`,
  verifying: '正在核对模型的校验和',
  checking: '正在用模型自带的示例检验模型',
  tissue: '正在识别组织',
  encode: (done: number, total: number) => `正在读取图块，${count(done)} / ${count(total)}`,
  head: (step: number, steps: number) => `正在综合全部图块，第 ${step} 步，共 ${steps} 步`,
  rate: (perSecond: number) => `${perSecond >= 10 ? count(perSecond) : significant(perSecond, 2)} 个图块/秒`,
  left: timeLeft,
  measuring: '正在测速',
  elapsed: (seconds: number) => `已用 ${duration(seconds)}`,
  notes: {
    'fell-back-to-wasm': 'GPU 未通过模型自带的检验，因此改用 CPU。',
    enlarged: (factor: number) => `切片放大了 ${significant(factor)} 倍，以达到模型要求的像素间距。`,
    'single-thread': '以单线程运行：本页面未处于跨源隔离状态。',
    'model-not-kept': '模型文件无法保存在此浏览器中：存储空间已满或已停用。下次使用时会重新下载。',
    holes: (holes: number) => `${count(holes)} 个损坏的瓦片按白色处理。`,
    placesPooled: (side: number) => `位置数量很多，热图将相邻的 ${count(side)} × ${count(side)} 个位置合并显示。`,
    featuresKept: (kept: number, patches: number) =>
      `${count(patches)} 个图块中，${count(kept)} 个的特征已由同一编码器在先前的运行中算出。`,
    fieldsKept: (kept: {
      readonly fields: number;
      readonly ofFields: number;
      readonly places: number;
      readonly ofPlaces: number;
    }) =>
      `同一模型在先前的运行中已查看过 ${count(kept.ofFields)} 个视野中的 ${count(kept.fields)} 个，并已仔细查看 ${count(kept.ofPlaces)} 个位置中的 ${count(kept.places)} 个。`,
    featuresNotKept: {
      full: '此浏览器的存储空间已满：此后读取的内容只保留在内存中。结果不受影响，但以后再运行时需要重新读取这些图块。可在“本工作站”的“存储”中腾出空间。',
      limit:
        '特征缓存已达上限：此后读取的内容只保留在内存中。结果不受影响，但以后再运行时需要重新读取这些图块。上限可在“本工作站”的“存储”中修改。',
      refused: '此浏览器不为本页面保存文件：读取的内容只保留在内存中。结果不受影响，但以后再运行时需要重新读取图块。',
      'unknown-slide':
        '服务器未告知此切片的文件大小，以后无法将其与其他切片区分：读取的内容只保留在内存中。结果不受影响，但切片关闭后再运行时需要重新读取图块。',
    },
  },
};
