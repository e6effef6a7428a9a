import { bytes, count, percent } from '../numbers.ts';

/** What outlives the window: results, runs that were cut off, features, and the room they take; in Chinese. */
export const keeping = {
  mark: '保存在本机',
  fromDisk: (when: string, model: string) => `保存在本机：由 ${model} 于 ${when} 生成，没有重新运行。`,
  unread: (results: number) =>
    `此切片有 ${count(results)} 个保存在本机的结果无法读取：文件已损坏，或由本程序的更新版本生成。文件仍保留在磁盘上，下次打开切片时会再次尝试；其他结果不受影响。`,
  saveUnread: '导出无法读取的内容',
  unknownSlide: '此切片的结果不保存在本机：服务器未告知文件大小，因此无法将其与其他切片区分。重要的结果请导出。',
  restartLoses: '重启会丢失未能保存在本机的结果。请先导出，或在“存储”中腾出空间：之后结果会自动写入。',
  settings: {
    full: '设置未能保存到下次使用：浏览器的存储空间已满。可在“本工作站”的“存储”中腾出空间。',
    refused: '设置未能保存到下次使用：浏览器不为本页面保存任何内容。',
  },
  unfinished: {
    region: '中断的运行',
    what: (model: string, share: number, when: string) =>
      `${model} 的一次运行于 ${when} 中断，当时已完成 ${percent(share)}。`,
    kept: (done: number, planned: number) =>
      done < planned
        ? `${count(planned)} 个图块中已读取并保存 ${count(done)} 个：继续运行只需读取其余部分。`
        : `全部 ${count(planned)} 个图块均已读取并保存，但结果尚未写入磁盘：继续运行即可得到结果。`,
    notKept: (done: number, planned: number) =>
      `${count(planned)} 个图块中已读取 ${count(done)} 个，但部分内容已不再保存：继续运行会重新读取缺少的部分。`,
    goOn: '继续运行',
    discard: '放弃',
    obstacles: {
      'no-model': '此安装的列表中已没有该模型。',
      'other-model': '同名模型现在是另一个版本：为旧版本读取的内容无法使用。',
      busy: '另一项运行正在进行。',
    },
  },
  storage: {
    name: '存储',
    looking: '正在统计…',
    failed: '浏览器没有说明为本页面保存了哪些内容。',
    used: (used: number, quota: number) => `已使用 ${bytes(used)}，浏览器分配给本页面 ${bytes(quota)}。`,
    usedAlone: (used: number) => `已使用 ${bytes(used)}。`,
    bar: '本页面存储空间的用途',
    kinds: {
      features: '图块特征',
      results: '结果',
      models: '模型和模体切片',
      other: '应用程序、标注和下载中的压缩包',
    },
    size: bytes,
    featuresTitle: '图块特征',
    featuresHint:
      '保存图块特征后，运行可以从中断处继续，使用同一编码器的其他模型也可以立即开始；其中也包括采样模型在各个位置的查看结果。这些内容随时可以重新计算。',
    limit: '全部特征的上限（GB）',
    setLimit: '设定',
    limitHint: '超出上限时，最久未使用的切片最先删除；正在运行或提问所用的特征不会删除。',
    limitProblem: (least: number, most: number) => `请输入 ${least} 到 ${count(most)} 之间的数。`,
    list: '已保存特征的切片',
    slide: '切片',
    bytes: '大小',
    usedAt: '最近使用',
    noSlides: '没有保存任何特征。',
    unnamed: '名称未知',
    remove: (slide: string) => `删除 ${slide} 的特征`,
    removeShort: '删除',
    clear: '清除全部特征',
    clearBusy: '运行期间，其特征会保留',
    resultsTitle: '结果',
    resultsKept: (results: number, slides: number) =>
      `${count(slides)} 张切片的 ${count(results)} 个结果。再次打开切片时会重新显示。结果是工作成果，不会为了腾出空间而自动删除。`,
    noResults: '没有保存任何结果。',
    clearResults: '删除全部已保存的结果…',
    resultsList: '已保存结果的切片',
    resultCount: '结果',
    deleteOf: (slide: string) => `删除 ${slide} 的结果…`,
    deleteShort: '删除…',
    deleteSure: (results: number, slide: string) =>
      `确定删除 ${slide} 的 ${count(results)} 个结果吗？删除后无法恢复。如果切片已打开，结果会在列表中保留到切片关闭为止。`,
    clearResultsSure: '确定全部删除吗？删除后无法恢复。已打开切片的结果会在列表中保留到切片关闭为止。',
    clearResultsYes: '删除',
    clearResultsNo: '保留',
  },
};
