import type { ProblemList } from '#core/errors/problems.ts';
import { firstProblems, hostOf, problemText, shorten, type ErrorTexts } from '../error-text.ts';
import { bytes, count, duration, percent, significant, spacing } from '../numbers.ts';
import { problems as problemTexts } from './problems.ts';

/** What is said about each failure, in Chinese. Details that a part of the program or a file gives stay in the words they came in. */
export const errors: ErrorTexts = {
  'source/network': ({ url }) => ({
    what: `无法连接 ${hostOf(url)}。`,
    why: '可能是网络中断、地址有误，或服务器不允许其他页面读取（CORS）；浏览器不说明是哪一种。',
    todo: '请检查地址和网络连接。如果服务器由您管理，请让它发送 Access-Control-Allow-Origin；否则请下载切片后拖放到此处。需要令牌或密码的服务器也可能表现为这样：此时请输入。',
  }),
  'source/http-status': ({ url, status, retryAfterSeconds }) => ({
    what: `${hostOf(url)} 返回了状态码 ${status}。`,
    why: statusReason(status),
    todo:
      retryAfterSeconds !== undefined
        ? `服务器要求 ${duration(Math.max(1, retryAfterSeconds))}后再试。`
        : status === 408 || status === 429 || status >= 500
          ? '请稍后重试。'
          : status === 401 || status === 403
            ? '请输入服务器要求的令牌或密码，或索取新的链接。'
            : '请检查地址，或索取新的链接。',
  }),
  'source/web-page': ({ url }) => ({
    what: `${hostOf(url)} 返回的是网页，而不是切片。`,
    why: '可能需要先登录，可能网络中间插入了自己的页面，也可能该链接指向的是介绍切片的页面。',
    todo: '请在另一个标签页中打开该地址查看内容，然后复制切片文件本身的地址。',
  }),
  'source/no-range-support': ({ url, bytes: size }) => ({
    what: `${hostOf(url)} 只能发送整个文件。`,
    why: '服务器不支持范围请求（Range），无法分段读取切片。',
    todo:
      size === null
        ? '请下载文件后拖放到此处，或现在就下载到本窗口。'
        : `请下载文件（${bytes(size)}）后拖放到此处，或现在就下载到本窗口。`,
  }),
  'source/wrong-range': ({ url, asked, got }) => ({
    what: `${hostOf(url)} 发来的不是所请求的那部分文件。`,
    why: `请求的是 ${asked}，收到的是 ${got}。可能是中间的代理或缓存有问题。`,
    todo: '请重试。如果再次出现，请下载文件后拖放到此处。',
  }),
  'source/changed': ({ url }) => ({
    what: '切片打开期间，服务器上的文件发生了变化。',
    why: `${hostOf(url)} 上的文件已被替换；新旧内容不能混用。`,
    todo: '请关闭切片，然后重新打开。',
  }),
  'source/file-unreadable': ({ name }) => ({
    what: `无法读取 ${name}。`,
    why: '所在磁盘或网络共享未连接，或者文件在选定之后被移动、删除或更改。',
    todo: '请连接磁盘或网络共享后重试。如果文件已被移动或更改，请关闭切片，然后重新打开。',
  }),
  'source/short-read': ({ name, wanted, got }) => ({
    what: `${name} 不完整。`,
    why: `需要 ${count(wanted)} 字节，只得到 ${count(got)} 字节：文件被截断或被更改，或者服务器中断了传输。`,
    todo: '请重新复制或下载文件，并核对文件大小。',
  }),
  'source/timeout': ({ url, timeoutMs }) => ({
    what: `${hostOf(url)} 在 ${count(timeoutMs / 1000)} 秒内没有响应。`,
    why: '服务器或网络很慢，或者没有反应。',
    todo: '请稍后重试。',
  }),
  'source/bad-url': ({ url }) => ({
    what: `“${shorten(url)}”不是可以打开的地址。`,
    why: '切片地址须以 https:// 或 http:// 开头。',
    todo: '请复制切片文件的完整地址。',
  }),
  'source/no-room': ({ url, bytes: size, roomBytes }) => ({
    what: `此浏览器的存储空间放不下来自 ${hostOf(url)} 的文件。`,
    why: `${size === null ? '它需要的空间' : `文件大小为 ${bytes(size)}，`}超过了浏览器分配给本页面的 ${bytes(roomBytes)}。`,
    todo: '请用浏览器将文件下载到磁盘，再拖放到此处：这样会直接从磁盘读取。',
  }),
  'network/refused': ({ host }) => ({
    what: `未访问 ${host}：没有人允许本窗口读取该主机。`,
    why: 'Fovea 只访问它自己的服务器和您指定的主机，不访问任何其他主机。切片或模型可能指向了别处。',
    todo: '如需允许，请用“打开链接”打开该主机上的一个地址。',
  }),
  'network/redirected': ({ url, withCredential }) => ({
    what: `${hostOf(url)} 将请求转到了另一个地址。`,
    why: withCredential
      ? '在访问之前无法看到转往何处；您为该服务器输入的凭据也不会带到其他地址。'
      : '在访问之前无法看到转往何处，因此 Fovea 先征求您的同意。发往那里的只有所请求的地址。',
    todo: withCredential
      ? '请索取文件的直接地址，或下载后拖放到这里。'
      : '如果信任该服务器，可以跟随重定向；否则请索取文件的直接地址。',
  }),
  'network/sent-on': ({ url, to }) => ({
    what: `${hostOf(url)} 将请求转到了 ${hostOf(to)}，而该主机未经您指定。`,
    why: '按照您允许的跟随重定向，已访问该主机一次（两者之间如有其他主机，也已访问）；其应答未被读取。',
    todo: '如果信任该主机，可以允许读取；否则到此为止。',
  }),
  'network/header-refused': ({ url, header }) => ({
    what: `带请求头 ${header} 无法读取 ${hostOf(url)}。`,
    why: '带自定义请求头的请求会先向服务器预告（CORS 预检）。服务器必须按名称允许该请求头（Access-Control-Allow-Headers），并在没有该请求头时应答预告；也可能是服务器无法访问。',
    todo: '请检查请求头名称。如果服务器由您管理，请让它对本页面允许该请求头。',
  }),
  'slide/nothing-dropped': () => ({
    what: '拖放的内容不是文件，也不是包含文件的文件夹。',
    why: '文本、其他网页上的图片和链接不能用这种方式打开。',
    todo: '请拖放磁盘上的切片，或使用“打开链接”。',
  }),
  'recent/gone': ({ name }) => ({
    what: `${name || '该文件'} 已不在原来的位置。`,
    why: '它已被移动、重命名或删除，或者所在磁盘未连接。',
    todo: '请连接磁盘后重试，或从新位置打开该文件。在您移除之前，它会保留在列表中。',
  }),
  'recent/not-allowed': ({ name }) => ({
    what: `浏览器无权读取 ${name}。`,
    why: '浏览器询问是否允许本页面读取时，选择了“否”或关闭了询问。',
    todo: '请再次选择它并允许读取，或重新打开该文件。',
  }),
  'slide/unknown-format': ({ name }) => ({
    what: `${name} 不是 Fovea 能读取的切片。`,
    why: '可读取的格式有 Aperio SVS、金字塔 TIFF 和 BigTIFF、Deep Zoom、PNG 和 JPEG。判断依据是文件内容，而不是文件名。',
    todo: '请在您的阅片软件中将切片导出为 SVS 或金字塔 TIFF。',
  }),
  'slide/empty': ({ name }) => ({
    what: `${name} 是空文件。`,
    why: '文件没有内容；可能是复制或下载失败。',
    todo: '请重新复制或下载。',
  }),
  'slide/damaged': ({ name, what }) => ({
    what: `${name} 已损坏，无法打开。`,
    why: detail(what),
    todo: '请重新复制或下载，或打开原始文件。',
  }),
  'slide/too-large-image': ({ name, width, height, maxPixels }) => ({
    what: `${name} 作为普通图像过大：${count(width)} × ${count(height)} px。`,
    why: `PNG 或 JPEG 必须一次性解码，最多支持 ${count(maxPixels / 1e6)} 百万像素。`,
    todo: '请将其转换为金字塔 TIFF 或 Deep Zoom。',
  }),
  'slide/unsupported-compression': ({ name, compression }) => ({
    what: `${name} 的像素存储方式 Fovea 无法解码。`,
    why: `不支持 TIFF 压缩方式 ${compression}${compressionName(compression)}。支持 JPEG、deflate、LZW 和无压缩。`,
    todo: '请以 JPEG 压缩重新导出切片。',
  }),
  'slide/unsupported-layout': ({ name, what }) => ({
    what: `${name} 的文件结构 Fovea 无法读取。`,
    why: detail(what),
    todo: '请将切片导出为 SVS，或分块、8 位色彩的金字塔 TIFF。',
  }),
  'slide/missing-file': ({ name, path }) => ({
    what: `${name} 缺少一部分：${path}。`,
    why: 'Deep Zoom 切片由一个 .dzi 文件和一个瓦片文件夹组成，所提供的内容中缺少其一。',
    todo: '请拖放同时包含两者的文件夹。',
  }),
  'slide/not-open': () => ({
    what: '此切片已不再打开。',
    why: '仍有操作需要它时，它被关闭了。',
    todo: '请重新打开。',
  }),
  'slide/too-many-open': ({ max }) => ({
    what: `已经打开了 ${max} 张切片。`,
    why: '每张打开的切片都占用内存；如果擅自关闭，其结果就会丢失。',
    todo: '请先关闭其中一张，再打开这一张。',
  }),
  'tile/damaged': ({ level, column, row, what }) => ({
    what: `切片的一个瓦片已损坏（层级 ${level}，列 ${column}，行 ${row}）。`,
    why: detail(what),
    todo: '该处显示为带标记的空洞。如果数量较多，请重新复制切片。',
  }),
  'tile/missing': ({ level, column, row }) => ({
    what: `切片缺少一个瓦片（层级 ${level}，列 ${column}，行 ${row}）。`,
    why: '有些扫描仪会略去部分瓦片；也可能是复制不完整。',
    todo: '该处显示为带标记的空洞。',
  }),
  'model/unreachable': ({ url, what, isPassing }) => ({
    what: '无法加载模型。',
    why: `${hostOf(url)}：${detail(what)}`,
    todo: isPassing === false ? '请检查地址，以及主机是否允许您读取该文件。' : '请检查网络连接，然后重试。',
  }),
  'model/invalid-manifest': ({ bundle, ...list }) => ({
    what: `模型“${bundle}”无法使用：其描述文件无效。`,
    why: problemsSaid(list),
    todo: '请联系模型包的制作者；docs/bundle-format.md 说明了模型包应包含的内容。',
  }),
  'model/hash-mismatch': ({ bundle, path }) => ({
    what: `模型“${bundle}”的一个文件与发布时不一致。`,
    why: `${path} 的校验和不符：下载的文件已损坏，或文件被更改。`,
    todo: '请重试。如果再次出现，请向发布者重新获取模型。',
  }),
  'model/golden-mismatch': ({ bundle, backend, what }) => ({
    what: `模型“${bundle}”在本机上用${backendName(backend)}计算的结果不正确。`,
    why: `其自带示例的结果与标准答案不符。${detail(what)}`,
    todo: backend === 'webgpu' ? '请在“运行”按钮上方选择“CPU（WASM）”，然后重新运行。' : '请换用其他浏览器或计算机。',
  }),
  'model/unsupported': ({ bundle, what }) => ({
    what: `此版本无法运行模型“${bundle}”。`,
    why: detail(what),
    todo: '请选择其他模型。',
  }),
  'model/invalid-bundle': ({ bundle, ...list }) => ({
    what: `“${bundle}”不是可以添加的模型。`,
    why: problemsSaid(list),
    todo: '请拖放模型包的整个文件夹，或其 .zip 文件，model.json 须位于最上层；docs/bundle-format.md 说明了应包含的内容。',
  }),
  'model/name-taken': ({ bundle }) => ({
    what: `本安装自带一个名为“${bundle}”的模型，内容不同。`,
    why: '自带的模型不会被拖放的内容替换：结果以此名称指明所用的模型。',
    todo: '请更改要添加的模型的 model.json 中的“id”，然后重新拖放。',
  }),
  'model/no-room': ({ bundle, bytes: size, roomBytes }) => ({
    what: `此浏览器的存储空间放不下模型“${bundle}”。`,
    why:
      roomBytes === null
        ? `需要保存一个 ${bytes(size)} 的文件。`
        : roomBytes === 0
          ? `需要保存一个 ${bytes(size)} 的文件，而此浏览器不再为本页面提供存储空间：可能是空间已满、隐私窗口，或存储已停用。`
          : roomBytes < size
            ? `需要保存一个 ${bytes(size)} 的文件，而浏览器只再分配给本页面 ${bytes(roomBytes)}。`
            : `需要保存一个 ${bytes(size)} 的文件，但未能保存：磁盘已满，或浏览器不再为本页面提供空间。`,
    todo: '请清理磁盘空间、移除其他模型或删除已存特征；请使用非隐私窗口。',
  }),
  'model/busy': ({ bundle }) => ({
    what: `未添加“${bundle}”：运行或检查正在进行。`,
    why: '新模型在加入之前要先在本机上试运行，而正在进行的任务需要占用全部计算能力。',
    todo: '请等待其结束或将其取消，然后重新拖放模型。',
  }),
  'model/in-use': ({ bundle }) => ({
    what: `“${bundle}”的文件未删除：本机正在使用模型。`,
    why: '另一个标签页正在运行、检查、添加或下载模型，会读写各模型共用的文件。',
    todo: '请等待其结束或将其取消，然后再次删除。',
  }),
  'model/files-gone': ({ bundle, path }) => ({
    what: `模型“${bundle}”的一个文件已不在本机上。`,
    why: `${path} 曾保存在此浏览器的存储空间中，后来被清除：可能是手动清除，也可能是浏览器为腾出空间而清除。`,
    todo: '请从文件夹或 .zip 重新添加该模型。',
  }),
  'model/too-large': ({ bundle, backend, needBytes, limitBytes }) => ({
    what: `模型“${bundle}”对${backendName(backend)}来说过大。`,
    why: `加载其权重约需 ${bytes(needBytes)}；可用 ${bytes(limitBytes)}。`,
    todo:
      backend === 'webgpu'
        ? '请使用显存更大的图形处理器，或较小的编码器。'
        : '请在图形处理器（WebGPU）上运行，或使用编码器较小或权重外置的模型包。',
  }),
  'run/no-spacing': ({ slide }) => ({
    what: `${slide} 的像素间距未知。`,
    why: '文件没有注明一个像素对应多少 µm，而模型需要这个值才能裁取大小正确的图块。',
    todo: '请指定像素间距，或用一段已知距离进行校准。',
  }),
  'run/no-tissue': ({ slide, tissueShare }) => ({
    what: `${slide} 中没有组织含量足够的图块。`,
    why: `切片的 ${percent(tissueShare, 1)} 被识别为染色组织。染色很浅的切片、荧光切片或空白切片无法识别。`,
    todo: '请确认这是 H&E 染色切片，且像素间距正确。',
  }),
  'run/slide-too-coarse': ({ slideUmPerPx, modelUmPerPx, maxEnlargement }) => ({
    what: '此切片的分辨率对该模型来说过低。',
    why: `切片为 ${spacing(slideUmPerPx)}，模型要求 ${spacing(modelUmPerPx)}；放大超过 ${significant(maxEnlargement, 2)} 倍会产生并不存在的细节。`,
    todo: '请使用更高倍率的扫描图像，或检查所指定的像素间距。',
  }),
  'run/image-too-small': ({ width, height, leastPx, umPerPx }) => ({
    what: '该区域对模型来说过小。',
    why: `在 ${spacing(umPerPx)} 下为 ${count(width)} × ${count(height)} px；每边至少需要 ${count(leastPx)} px。`,
    todo: '请缩小视图或绘制更大的区域，并检查所指定的像素间距。',
  }),
  'run/image-too-large': ({ width, height, maxPixels, umPerPx }) => ({
    what: '该区域过大，无法作为一个整体查看。',
    why: `在 ${spacing(umPerPx)} 下为 ${count(width)} × ${count(height)} px；内存最多容纳 ${count(maxPixels / 1e6)} 百万像素。`,
    todo: '请放大视图、绘制更小的区域，或对全部组织运行（逐块进行）。',
  }),
  'run/back-end-failed': ({ backend, what }) => ({
    what: `在${backendName(backend)}上运行失败。`,
    why: detail(what),
    todo:
      backend === 'webgpu'
        ? '请在“运行”按钮上方选择“CPU（WASM）”，然后重新运行。'
        : '请重新运行；如果仍然失败，请重新加载页面。',
  }),
  'run/gpu-lost': ({ what }) => ({
    what: '运行期间失去了图形处理器。',
    why: `驱动程序可能已重新启动，或计算机曾进入睡眠。${detail(what)}`,
    todo: '请重新运行，或在“运行”按钮上方选择“CPU（WASM）”。',
  }),
  'run/out-of-memory': ({ what }) => ({
    what: '内存不足，无法完成运行。',
    why: detail(what),
    todo: '请关闭其他标签页和切片，然后重新运行。',
  }),
  'result/invalid': ({ name, ...list }) => ({
    what: `${name} 不是可以显示的结果。`,
    why: problemsSaid(list),
    todo: '请打开由 Fovea 导出的文件，或其他程序的文件（见 docs/formats.md）。',
  }),
  'storage/full': ({ what }) => ({
    what: what === 'result' ? '结果未能保存在本机上。' : '设置未能保存。',
    why: '浏览器分配给本页面的存储空间已满。',
    todo: `请在“本工作站”的“存储”中腾出空间。在此之前，内容只保留在本标签页中${what === 'result' ? '；重要的结果请导出' : ''}。`,
  }),
  'storage/refused': ({ what }) => ({
    what: what === 'result' ? '结果未能保存在本机上。' : '设置未能保存。',
    why: '浏览器不为本页面保存任何内容：可能是隐私窗口，或浏览器的设置所致。',
    todo: `请使用普通窗口。在此之前，内容只保留在本标签页中${what === 'result' ? '；重要的结果请导出' : ''}。`,
  }),
  'storage/result-too-large': ({ bytes: size, most }) => ({
    what: '有一个结果未能保存在本机上。',
    why: `其文件大小为 ${bytes(size)}；超过 ${bytes(most)} 的文件无法再读取。`,
    todo: '它会保留到本标签页关闭为止。请导出其热图以便保存。',
  }),
  'result/no-features': ({ slide, missing, patches }) => ({
    what: `${slide} 的图块特征没有全部保存在本机上。`,
    why: `${count(patches)} 个中缺少 ${count(missing)} 个：它们是在别处计算的、已被较新的特征取代，或位于损坏的瓦片上。`,
    todo: '请在此切片上重新运行模型，然后导出特征。',
  }),
  'link/too-long': ({ characters, most }) => ({
    what: '此链接过长，不可能由 Fovea 生成。',
    why: `它有 ${count(characters)} 个字符；链接最多为 ${count(most)} 个字符。`,
    todo: '请索取结果文件，并将其拖放到此处。',
  }),
  'link/unknown-version': ({ version }) => ({
    what: `此链接的版本为 ${version}，当前的 Fovea 无法识别。`,
    why: '它由其他版本的 Fovea 生成，或在传递过程中被更改。',
    todo: '请用生成它的 Fovea 打开，或索取新的链接。',
  }),
  'link/damaged': ({ problem }) => ({
    what: '此链接已损坏，未打开。',
    why: `${problemText(problemTexts, problem)}。`,
    todo: '邮件和聊天程序有时会截断较长的链接。请重新复制完整的链接，或索取新的链接。',
  }),
  'link/too-large': ({ mostBytes }) => ({
    what: '此链接未打开：它解压后的内容超过了 Fovea 链接所能包含的数量。',
    why: `其中一部分超过 ${bytes(mostBytes)}：它是为占满内存而制作的，或已损坏。`,
    todo: '请勿使用。请向发送者索取结果文件。',
  }),
  'link/invalid': (list) => ({
    what: '此链接不包含可以显示的结果。',
    why: problemsSaid(list),
    todo: '请向发送者索取新的链接。',
  }),
  'link/wrong-slide': ({ wanted, opened, why }) => ({
    what: `${opened} 不是生成此结果时所用的切片。`,
    why:
      why === 'content'
        ? `结果是在 ${wanted} 上生成的；此文件的内容不同（指纹不符）。`
        : why === 'size'
          ? `结果是在 ${wanted} 上生成的，其尺寸不同。`
          : `结果是在 ${wanted} 上生成的，两者之一没有可供核对的指纹。`,
    todo: '热图不会显示在此切片上。请打开下面所指的切片。',
  }),
  'view/no-picture': ({ slide }) => ({
    what: `还没有 ${slide} 的图片可保存。`,
    why: '切片仍在绘制。',
    todo: '请等切片显示出来后重试。',
  }),
  'memory/full': ({ what }) => ({
    what: '内存不足，无法完成此操作。',
    why: detail(what),
    todo: '请关闭其他切片和标签页后重试。已计算的内容会保留。',
  }),
  'worker/crashed': ({ worker, what }) => ({
    what: `Fovea 的一个组件停止了工作（${worker}）。`,
    why: detail(what),
    todo: '请重试；如果仍然出现，请重新加载页面。磁盘上的切片未受影响。',
  }),
  'program/part-missing': ({ what }) => ({
    what: '程序的一部分无法加载。',
    why: `网络或服务器无法访问，或服务器上的程序已更新。${detail(what)}`,
    todo: '请重试；如果仍然出现，请先导出需要保留的内容，再重新加载页面。',
  }),
  internal: ({ what }) => ({
    what: '发生了不应出现的错误。',
    why: detail(what),
    todo: '请重试；如果仍然出现，请重新加载页面。',
  }),
};

function problemsSaid(list: ProblemList): string {
  const { said, rest } = firstProblems(problemTexts, list);
  return `${said.join('；')}${rest > 0 ? `；另有 ${count(rest)} 个问题` : ''}。`;
}

/** A detail as the program gives it, introduced as such. */
function detail(what: string): string {
  const trimmed = what.trim().replace(/[.!?。！？]+$/, '');
  return trimmed === '' ? '没有给出原因。' : `详细信息：${trimmed}。`;
}

function statusReason(status: number): string {
  if (status === 401 || status === 403) return '服务器拒绝访问；签名链接可能已过期。';
  if (status === 404 || status === 410) return '服务器上没有这个文件。';
  if (status === 429 || status === 503) return '服务器繁忙。';
  if (status >= 500) return '服务器自身出现问题。';
  return '服务器没有发送文件。';
}

function compressionName(compression: number): string {
  const names: Record<number, string> = {
    33003: '（JPEG 2000）',
    33005: '（JPEG 2000）',
    50001: '（WebP）',
    22610: '（JPEG XR）',
  };
  return names[compression] ?? '';
}

function backendName(backend: string): string {
  return backend === 'webgpu' ? '图形处理器（WebGPU）' : ' CPU（WebAssembly）';
}
