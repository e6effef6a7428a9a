import { describe, expect, it } from 'vitest';
import { DEFAULT_PREFERENCES, NEUTRAL_DISPLAY, parsePreferences } from '#state/preferences-store.ts';
import { DISPLAY_CONTROLS } from './display-scale.ts';

describe('a display control', () => {
  it.each(DISPLAY_CONTROLS)(
    '$key is neutral in the middle, and every position can be stored and found again',
    (control) => {
      expect(control.at(0.5)).toBe(NEUTRAL_DISPLAY[control.key]);
      for (let percent = 0; percent <= 100; percent++) {
        const setting = control.at(percent / 100);
        expect(Math.round(control.positionOf(setting) * 100)).toBe(percent);
        const display = { ...NEUTRAL_DISPLAY, [control.key]: setting };
        const preferences = { ...DEFAULT_PREFERENCES, display };
        expect(parsePreferences(JSON.stringify(preferences))).toEqual(preferences);
      }
    },
  );
});
