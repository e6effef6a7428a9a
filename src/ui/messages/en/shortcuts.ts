/** The sheet of keyboard shortcuts. */
export const shortcuts = {
  title: 'Keyboard shortcuts',
  close: 'Close',
  note: 'They work while the slide is shown and no text is being typed.',
  rows: [
    { keys: ['H'], what: 'Hold to look under the overlay' },
    { keys: ['[', ']'], what: 'Overlay less, more opaque' },
    { keys: ['+', '−'], what: 'Zoom in, out' },
    { keys: ['←', '↑', '→', '↓'], what: 'Pan' },
    { keys: ['0'], what: 'Whole slide' },
    { keys: ['1', '2', '3', '4', '5'], what: '1.25×, 5×, 10×, 20×, 40×' },
    { keys: ['R', 'Shift R'], what: 'Rotate right, left by 90°' },
    { keys: ['D'], what: 'Draw a region, for models that look over one' },
    { keys: ['C'], what: 'Compare maps or slides; end comparing' },
    { keys: ['M'], what: 'Measure with the ruler' },
    { keys: ['A'], what: 'Hide or show annotations' },
    { keys: ['Ctrl Z', 'Ctrl Shift Z'], what: 'Undo, redo what was drawn or asked' },
    { keys: ['Del'], what: 'Delete the selected annotation' },
    { keys: ['Esc'], what: 'Close the patch that is looked into' },
    { keys: ['?'], what: 'This list' },
  ],
} as const;
