/** The sheet of keyboard shortcuts; what the keys do is in `commands.ts`. */
export const shortcuts = {
  title: 'Keyboard shortcuts',
  close: 'Close',
  note: 'They work while no text is being typed. On a Mac, Ctrl is ⌘.',
  on: 'Single keys are commands',
} as const;
