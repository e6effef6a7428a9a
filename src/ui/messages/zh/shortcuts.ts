/** The sheet of keyboard shortcuts, in Chinese. */
export const shortcuts = {
  title: '键盘快捷键',
  close: '关闭',
  note: '未在输入文字时有效。在 Mac 上，Ctrl 即 ⌘。',
  on: '单个按键作为命令',
} as const;
