import { describe, expect, it } from 'vitest';
import { classColour, textColourOn } from './class-colours.ts';

describe('colours of classes', () => {
  it('are seven different ones, then the first again', () => {
    const colours = Array.from({ length: 7 }, (_, i) => classColour(i));
    expect(new Set(colours).size).toBe(7);
    expect(classColour(7)).toBe(colours[0]);
  });

  it('carry the text that reads best on them', () => {
    expect(textColourOn('#0072b2')).toBe('#ffffff');
    expect(textColourOn('#f0e442')).toBe('#000000');
    expect(textColourOn('#009e73')).toBe('#000000');
    expect(textColourOn('#000000')).toBe('#ffffff');
  });
});
