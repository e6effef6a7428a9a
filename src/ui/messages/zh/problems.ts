import type { BadGeometry, Measured, NamedPart, UnreadableDataset } from '#core/errors/problems.ts';
import type { ProblemTexts } from '../error-text.ts';
import { count, exact, significant } from '../numbers.ts';

/** What is wrong inside a file or a link, in Chinese: parts of a sentence, which `errors.ts` puts together. */
export const problems: ProblemTexts = {
  empty: () => '文件为空',
  'not-json': ({ position }) =>
    position === null ? '内容不是 JSON' : `内容不是 JSON：在第 ${count(position)} 个字符之后出错`,
  'too-large': ({ megabytes, most }) =>
    megabytes === null ? `文件超过 ${count(most)} MB` : `文件大小为 ${count(megabytes)} MB；最多读取 ${count(most)} MB`,
  'too-many-characters': ({ characters, most }) => `文件长 ${count(characters)} 个字符；最多读取 ${count(most)} 个`,
  'no-slide-open': () => '文件未说明属于哪张切片：请先打开该切片',
  'patches-outside': ({ outside, all, width, height }) =>
    `${count(all)} 个图块中有 ${count(outside)} 个${elsewhere(width, height)}`,
  'annotations-outside': ({ outside, all, width, height }) =>
    `${count(all)} 个标注中有 ${count(outside)} 个${elsewhere(width, height)}`,
  'reading-too-long': ({ seconds }) => `${count(seconds)} 秒内未能读完，通常是文件已损坏`,
  'no-patch': () => '没有列出任何图块',
  'too-many-patches': ({ most }) => `图块超过 ${count(most)} 个`,
  'too-many-values': ({ most }) => `数值超过 ${count(most)} 个`,
  'too-many-annotations': ({ most }) => `标注超过 ${count(most)} 个`,
  'name-missing': ({ of }) => `有一个${PARTS[of]}没有名称`,
  'name-too-long': ({ name, characters, most }) =>
    `名称“${name}”长 ${count(characters)} 个字符；最多为 ${count(most)} 个`,
  'name-twice': ({ of, name }) => `有两个${PARTS[of]}名为“${name}”`,
  'too-many-names': ({ of, most }) => `${PARTS[of]}超过 ${count(most)} 个`,

  'csv-too-many-fields': ({ line, most }) => `${onLine(line)}：字段超过 ${count(most)} 个`,
  'csv-line-too-long': ({ line, most }) => `${onLine(line)}：长度超过 ${count(most)} 个字符`,
  'csv-no-column': ({ column }) => `没有“${column}”列`,
  'csv-separator': () => '各列之间须用逗号分隔',
  'csv-field-count': ({ line, fields, header }) =>
    `${onLine(line)}：有 ${count(fields)} 个字段，而表头有 ${count(header)} 个`,
  'csv-not-a-number': ({ line, column, value }) => `${onLine(line)}：“${column}”为“${value}”，不是数值`,
  'csv-value-too-large': ({ line, column, value }) => `${onLine(line)}：“${column}”为 ${significant(value)}，数值过大`,
  'csv-bad-patch': ({ line, ...patch }) => `${onLine(line)}：${badPatch(patch)}`,
  'csv-no-numbers': ({ columns }) => `除 ${columns.join('、')} 外没有数值列`,

  'geojson-no-features': () => '不是 GeoJSON：没有对象（feature）列表',
  'geojson-too-many-objects': ({ objects, most }) => `有 ${count(objects)} 个对象；最多读取 ${count(most)} 个`,
  'geojson-nothing': ({ others }) =>
    `既没有带测量值的矩形图块，也没有标注${others === 0 ? '' : `；另有 ${count(others)} 个对象的类型不予读取`}`,
  'geojson-no-feature': ({ object }) => `${inObject(object)}：不是 GeoJSON 对象（feature）`,
  'geojson-geometry': ({ object, why }) => `${inObject(object)}：${GEOMETRY[why]}`,
  'geojson-small-tile': ({ object }) => `${inObject(object)}：图块不足一个像素`,
  'geojson-measurement': ({ object, name }) => `${inObject(object)}：测量值“${name}”不是可以保存的数值`,
  'geojson-measurement-twice': ({ object, name }) => `${inObject(object)}：测量值“${name}”出现了两次`,

  'h5-not-opened': () => '无法作为 HDF5 文件打开',
  'h5-not-listed': () => '无法列出其内容',
  'h5-too-many-objects': ({ objects, most }) => `有 ${count(objects)} 个对象；最多读取 ${count(most)} 个`,
  'h5-unreadable': ({ name, why }) => `无法读取数据集“${name}”：${UNREADABLE[why]}`,
  'h5-attribute': ({ name }) => `无法读取“${name}”的一个属性`,
  'h5-no-coords': ({ name }) => `没有数据集“${name}”：不是 CLAM 的注意力文件`,
  'h5-bad-coords': ({ name }) => `“${name}”不是 N × 2 的数值`,
  'h5-too-many-patches': ({ patches, most }) => `有 ${count(patches)} 个图块；最多读取 ${count(most)} 个`,
  'h5-no-scores': ({ name }) => `没有数据集“${name}”，也没有其他每个图块一个数值的数据集`,
  'h5-bad-scores': ({ name, shape, patches }) =>
    `“${name}”的形状为 ${shape.map(count).join(' × ')}，而图块有 ${count(patches)} 个`,
  'h5-too-many-values': ({ patches, maps, most }) =>
    `有 ${count(patches)} 个图块 × ${count(maps)} 幅热图；最多读取 ${count(most)} 个数值`,
  'h5-bad-patch': ({ row, ...patch }) => `第 ${count(row)} 行：${badPatch(patch)}`,
  'h5-value-too-large': ({ row, name }) => `第 ${count(row)} 行：“${name}”的数值过大`,
  'h5-no-size': () => '文件未说明图块大小，而图块过少或过于分散，无法推断',

  'field-type': ({ at, expected }) => about(at, `须为${TYPES[expected] ?? ` ${expected}`}`),
  'field-too-big': ({ at, most, of }) => about(at, `不得超过 ${measured(most, of)}`),
  'field-too-small': ({ at, least, isOpen, of }) =>
    about(at, `${isOpen ? '须大于' : '至少须为'} ${measured(least, of)}`),
  'field-choice': ({ at, allowed }) => about(at, `须为${allowed.map((one) => `“${one}”`).join('或')}`),
  'field-format': ({ at, format }) => about(at, FORMATS[format]),
  'field-unknown': ({ at, keys }) => about(at, `含有未知内容：${keys.join('、')}`),
  'field-other': ({ at }) => about(at, '不是此处可有的任何一种内容'),

  'map-values': ({ at, values, patches }) => about(at, `有 ${count(values)} 个数值，而图块有 ${count(patches)} 个`),
  'architecture-answer': ({ at, architecture }) => about(at, `为 ${architecture}，不会给出此类输出`),
  'architecture-sampling': ({ at, architecture, hasSampling }) =>
    about(at, `为 ${architecture}，但文件${hasSampling ? '载有' : '未载有'}采样信息`),
  'patch-too-wide': ({ at, most }) => about(at, `大于 ${count(most)}`),
  'too-many-fine-patches': ({ at, most }) => about(at, `会产生超过 ${count(most)} 个高倍图块`),
  'class-lists': ({ at, classes, logits, scores }) =>
    about(at, `列出 ${count(classes)} 个类别、${count(logits)} 个 logit 和 ${count(scores)} 个得分`),
  'class-deviations': ({ at, deviations, classes }) =>
    about(at, `列出 ${count(deviations)} 个标准差，而类别有 ${count(classes)} 个`),
  'survival-lists': ({ at, bins, hazards, survivals }) =>
    about(at, `列出 ${count(bins)} 个时间区间、${count(hazards)} 个风险率和 ${count(survivals)} 个生存率`),
  'survival-hazards': ({ at }) => about(at, '与各风险率不符'),
  'risk-sum': ({ at, sum }) => about(at, `不等于生存率之和的负值 ${significant(sum)}`),
  'reference-count': ({ at, count: stated, risks }) =>
    about(at, `为 ${count(stated)}，但列出了 ${count(risks)} 个风险值`),
  'reference-share': ({ at, share }) => about(at, `不等于较低风险值所占的比例 ${significant(share)}`),
  'field-count': ({ at, fields, patches }) => about(at, `列出 ${count(fields)} 个视野，而图块有 ${count(patches)} 个`),
  'field-classes': ({ at, classes }) => about(at, `没有列出 ${count(classes)} 个得分和标准差`),
  'vote-classes': ({ at, classes }) => about(at, `有一个投票没有列出 ${count(classes)} 个类别`),
  'draw-weights': ({ at }) => about(at, '的权重之和不为 1'),
  'question-patch': ({ at, patches }) => about(at, `指到了 ${count(patches)} 个图块之外`),
  'question-other-answer': ({ at }) => about(at, '不是同一种输出'),
  'question-difference': ({ at }) => about(at, '与两个输出不符'),
  'question-kept': ({ at, patches }) => about(at, `多于 ${count(patches)} 个图块`),
  'question-corners': ({ at, most }) => about(at, `的顶点合计超过 ${count(most)} 个`),
  'link-map-twice': ({ at }) => about(at, '重复列出了一幅热图'),
  'link-map-list': ({ at }) => about(at, '有一幅热图所在的图块并不存在'),
  'link-map-range': ({ at }) => about(at, '有一幅热图的最小得分大于最大得分'),
  'link-patches-beside': () => '部分图块位于切片之外',

  'class-names': ({ at, names, classes }) => about(at, `列出 ${count(names)} 个名称，而类别有 ${count(classes)} 个`),
  'other-classes': ({ at, value, classes }) => about(at, `为 ${count(value)}，而类别有 ${count(classes)} 个`),
  'other-features': ({ at, value, features }) =>
    about(at, `为 ${count(value)}，而编码器给出 ${count(features)} 个特征`),
  'has-to-be': ({ at, value }) => about(at, `须为 ${exact(value)}`),
  'no-multiple': ({ at, of }) => about(at, `须为 ${of} 的倍数`),
  'token-heads': ({ at }) => about(at, '给出的 token 长度须为 heads 的倍数'),
  'survival-positive': ({ at }) => about(at, '指定了类别，而生存模型没有类别'),
  'time-bins': ({ at, bins, wanted }) => about(at, `列出 ${count(bins)} 个时间区间，应为 ${count(wanted)} 个`),
  'risk-order': ({ at }) => about(at, '须按升序排列'),
  'image-too-large': ({ at, most }) => about(at, `超过 ${count(most)} 像素`),
  'image-too-small': ({ at, least }) => about(at, `小于 ${count(least)} px，即一步加一个图块`),
  'names-manifest': ({ at }) => about(at, '不得为模型说明文件本身'),
  'listed-twice': ({ at, name }) => about(at, `重复列出了 ${name}`),
  'not-listed': ({ at, name }) => about(at, `缺少 ${name}`),
  'not-in-files': ({ at, path }) => about(at, `指向 ${path}，而 files 中没有列出它`),
  'map-not-given': ({ at, map }) => about(at, `列出了 ${map}，而此模型不会给出它`),

  'no-manifest': () => '顶层没有 model.json，顶层的文件夹中也没有',
  'several-bundles': ({ bundles }) => `其中有 ${count(bundles)} 个模型：请每次拖入一个`,
  'too-many-files': ({ files, most }) => `有 ${count(files)} 个文件；最多读取 ${count(most)} 个`,
  'bundle-too-large': ({ bytes, most }) => `文件共 ${count(bytes)} 字节；最多接受 ${count(most)} 字节`,
  'path-outside': ({ path }) => `有文件的路径指向文件夹之外，或不是普通路径：${path}`,
  'file-twice': ({ path }) => `${path} 出现了两次`,
  'file-missing': ({ path }) => `缺少 ${path}`,
  'file-size': ({ path, bytes, wanted }) => `${path} 为 ${count(bytes)} 字节，应为 ${count(wanted)} 字节`,
  'file-too-long': ({ path, bytes, most }) => `${path} 长 ${count(bytes)} 字节；最多读取 ${count(most)} 字节`,
  'file-longer': ({ path }) => `${path} 比其标明的长度更长`,
  'file-packed': ({ path, times }) => `${path} 的压缩比超过 ${count(times)} 倍，只有重复内容才会如此`,
  'file-unpacking': ({ path }) => `${path} 无法解压`,
  'file-encrypted': ({ path }) => `${path} 已加密`,
  'file-method': ({ path, method }) => `${path} 的压缩方式不予读取（方式 ${count(method)}）`,
  'file-moved': ({ path }) => `${path} 不在压缩包所述的位置`,
  'file-cut-off': ({ path }) => `${path} 被截断`,
  'no-zip': () => '不是 .zip 压缩包，或已被截断',
  zip64: () => '是 zip64 压缩包，不予读取：请改为拖入文件夹',
  'zip-listing': ({ why }) => `压缩包的目录${ZIP_LISTING[why]}`,
  'golden-unreadable': ({ path }) => `${path} 无法作为 safetensors 文件读取`,
  'golden-lacks': ({ path, tensor, dtype }) => `${path} 缺少 ${dtype} 类型的 ${tensor}`,
  'golden-length': ({ path, tensor, values, wanted }) =>
    `${path} 中的 ${tensor} 有 ${count(values)} 个数值，应为 ${count(wanted)} 个`,

  'link-characters': () => '它含有链接中不会出现的内容，或没有内容',
  'link-checksum': () => '校验和不符：它在传递过程中被截断或更改',
  'link-ends-early': () => '内容不完整',
  'link-goes-on': () => '结尾之后还有内容',
  'link-packing': () => '无法解压',
  'link-description': () => '无法读取其描述',
  'link-digests': () => '含有不完整的摘要',
  'link-number': () => '含有过大的数',
  'link-scores': ({ bits }) => `含有超过 ${count(bits)} 位的得分`,
  'link-score-count': () => '得分的数量与图块不一致',
  'link-score-form': () => '得分的存储形式未知',
  'link-patch-form': ({ form }) => `图块的存储形式 ${count(form)} 未知`,
  'link-patch-order': ({ order }) => `图块的排列顺序 ${count(order)} 未知`,
  'link-patch-inside': () => '图块所在的低倍图块并不存在',
  'link-patch-runs': () => '图块的数量与所述不一致',
  'link-patch-cell': () => '有图块位于网格之外',
  'link-patch-size': () => '有图块没有大小，或位置不存在',
  'link-too-many-patches': ({ patches, most }) => `含有 ${count(patches)} 个图块；最多为 ${count(most)} 个`,
};

const PARTS: Readonly<Record<NamedPart, string>> = { columns: '列', measurements: '测量值', datasets: '数据集' };

const GEOMETRY: Readonly<Record<BadGeometry, string>> = {
  type: '几何类型不是 GeoJSON 所知的类型',
  collection: '几何集合中没有几何对象',
  coordinates: '坐标不是界限以内的数值列表',
  polygon: '多边形的顶点不足三个',
};

const UNREADABLE: Readonly<Record<UnreadableDataset, string>> = {
  damaged: '已损坏，或存储方式不予读取',
  'too-large': '数据过大',
  'large-chunks': '数据块过大',
  'many-chunks': '数据块过多',
};

const ZIP_LISTING = { damaged: '已损坏', outside: '位于压缩包之外', 'too-long': '过长' } as const;

/** By zod's names of types. */
const TYPES: Readonly<Record<string, string>> = {
  number: '数值',
  int: '整数',
  string: '文字',
  boolean: ' true 或 false',
  array: '列表',
  object: '对象',
  record: '对象',
};

const FORMATS = {
  sha256: '须为 64 个小写十六进制数字',
  time: '须为形如 2026-01-01T09:30:00Z 的时间',
  'bundle-id': '须为 1 至 64 个 a-z、0-9 或 - 字符',
  version: '须为形如 1.2.3 的版本号',
  path: '须为模型文件夹内的普通路径',
  other: '格式不正确',
} as const;

function onLine(line: number): string {
  return `第 ${count(line)} 行`;
}

function inObject(object: number): string {
  return `第 ${count(object)} 个对象`;
}

function elsewhere(width: number, height: number): string {
  return `位于此切片（${count(width)} × ${count(height)} px）之外：文件是在另一张切片上生成的，或按另一层级的像素计数`;
}

function badPatch(patch: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>): string {
  return `图块位于 ${exact(patch.x)}, ${exact(patch.y)}，大小为 ${exact(patch.width)} × ${exact(patch.height)} px`;
}

function measured(value: number, of: Measured): string {
  if (of === 'number') return exact(value);
  return `${count(value)} ${of === 'characters' ? '个字符' : '项'}`;
}

/** A problem with the place that it is at. */
function about(at: string, what: string): string {
  return at === '' ? `文件${what}` : `${at} ${what}`;
}
