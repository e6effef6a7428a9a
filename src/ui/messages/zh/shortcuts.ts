/** The sheet of keyboard shortcuts, in Chinese. */
export const shortcuts = {
  title: '键盘快捷键',
  close: '关闭',
  note: '显示切片且未在输入文字时有效。',
  rows: [
    { keys: ['H'], what: '按住可查看叠加层下方' },
    { keys: ['[', ']'], what: '降低、提高叠加层不透明度' },
    { keys: ['+', '−'], what: '放大、缩小' },
    { keys: ['←', '↑', '→', '↓'], what: '平移' },
    { keys: ['0'], what: '整张切片' },
    { keys: ['1', '2', '3', '4', '5'], what: '1.25×、5×、10×、20×、40×' },
    { keys: ['R', 'Shift R'], what: '向右、向左旋转 90°' },
    { keys: ['D'], what: '绘制区域（用于只查看某一区域的模型）' },
    { keys: ['C'], what: '对比热图或切片；结束对比' },
    { keys: ['M'], what: '用标尺测量' },
    { keys: ['A'], what: '隐藏或显示标注' },
    { keys: ['Ctrl Z', 'Ctrl Shift Z'], what: '撤销、重做绘制或提问' },
    { keys: ['Del'], what: '删除选中的标注' },
    { keys: ['Esc'], what: '关闭正在查看的图块' },
    { keys: ['?'], what: '显示此列表' },
  ],
} as const;
