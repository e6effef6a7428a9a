import { count, percent } from '../numbers.ts';

/** The slide on screen, its instruments and its display. */
export const stage = {
  region: 'Slide',
  canvas: (name: string) => `Slide ${name}. Arrow keys pan, plus and minus zoom.`,
  tools: 'View',
  minimap: 'Where the view is on the slide',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  whole: 'Whole slide',
  rotateLeft: 'Rotate left',
  rotateRight: 'Rotate right',
  rotation: (degrees: number) => `${Math.round(degrees)}°`,
  resetRotation: 'Reset rotation',
  fullScreen: 'Full screen',
  leaveFullScreen: 'Leave full screen',
  presets: 'Magnification',
  preset: (label: string) => `Show at ${label}`,
  magnificationNow: 'Magnification now',
  perPixel: (level0PxPerCssPx: number) => percent(1 / level0PxPerCssPx, level0PxPerCssPx > 20 ? 1 : 0),
  scaleBar: (text: string) => `Scale bar: ${text}`,
  readout: 'Under the pointer',
  pointerAway: 'Move over the slide to read positions and values.',
  shortRank: (rank: number) => `#${count(rank)}`,
  sharedRank: (rank: number) => `#${count(rank)} tied`,
  offSlide: 'outside the slide',
} as const;

export const display = {
  title: 'Display',
  open: 'Display: brightness, contrast, gamma',
  openChanged: 'Display: brightness, contrast, gamma (changed)',
  brightness: 'Brightness',
  contrast: 'Contrast',
  gamma: 'Gamma',
  added: (share: number) => `${share > 0 ? '+' : share < 0 ? '−' : ''}${Math.round(Math.abs(share) * 100)} %`,
  factor: (times: number) => `${times.toFixed(2)}×`,
  reset: 'Reset',
  note: 'Changes the picture on screen only: the slide and what a model reads stay as they are.',
} as const;
