import { describe, expect, it } from 'vitest';
import {
  DEFAULT_PREFERENCES,
  createPreferencesStore,
  parsePreferences,
  rememberSlide,
  rememberSpacing,
  rememberedSpacing,
  withoutCredentials,
} from './preferences-store.ts';

const FINGERPRINT = 'ab'.repeat(32);

describe('stored preferences', () => {
  it('come back as they were written', () => {
    let stored: string | null = null;
    const storage = {
      read: () => stored,
      write: (text: string) => {
        stored = text;
      },
    };
    const store = createPreferencesStore(storage);
    store.setState({ theme: 'light' });
    store.setState((state) => rememberSpacing(state, FINGERPRINT, 0.63));
    const again = createPreferencesStore(storage).getState();
    expect(again.theme).toBe('light');
    expect(rememberedSpacing(again, FINGERPRINT)).toBe(0.63);
  });

  it('of a build without display settings keep the rest', () => {
    const text = JSON.stringify({ ...DEFAULT_PREFERENCES, theme: 'light', display: undefined });
    expect(parsePreferences(text)).toEqual({ ...DEFAULT_PREFERENCES, theme: 'light' });
  });

  it.each([
    ['no JSON', '{'],
    ['another version', JSON.stringify({ ...DEFAULT_PREFERENCES, version: 2 })],
    ['an implausible spacing', JSON.stringify({ ...DEFAULT_PREFERENCES, statedSpacings: [{ fingerprint: FINGERPRINT, umPerPx: 0 }] })], // prettier-ignore
    ['an address that runs something', JSON.stringify({ ...DEFAULT_PREFERENCES, recentSlides: [{ url: 'javascript:alert(1)', name: 'x' }] })], // prettier-ignore
    ['a display beyond its range', JSON.stringify({ ...DEFAULT_PREFERENCES, display: { brightness: 9, contrast: 1, gamma: 1 } })], // prettier-ignore
    ['a list', '[]'],
  ])('count as absent when they hold %s', (_what, text) => {
    expect(parsePreferences(text)).toEqual(DEFAULT_PREFERENCES);
  });

  it('work without storage, and say that they do', () => {
    const reasons: unknown[] = [];
    const refuse = () => {
      throw new Error('denied');
    };
    const store = createPreferencesStore({ read: refuse, write: refuse }, (reason) => reasons.push(reason));
    store.setState({ theme: 'light' });
    expect(store.getState().theme).toBe('light');
    expect(reasons).toHaveLength(2);
  });
});

describe('recent slides', () => {
  it('are listed once, newest first, eight at most', () => {
    let state = DEFAULT_PREFERENCES;
    for (let i = 0; i < 10; i++) state = rememberSlide(state, `https://h.test/${i}.svs`, `${i}.svs`);
    state = rememberSlide(state, 'https://h.test/5.svs', '5.svs');
    expect(state.recentSlides.map(({ name }) => name)).toEqual(['5.svs', '9.svs', '8.svs', '7.svs', '6.svs', '4.svs', '3.svs', '2.svs']); // prettier-ignore
  });

  it.each(['https://h.test/a.svs?X-Amz-Signature=abc', 'https://user:secret@h.test/a.svs', 'blob:https://h.test/1'])(
    'leave out %s, which may be a credential or is gone tomorrow',
    (url) => {
      expect(withoutCredentials(url)).toBeNull();
      expect(rememberSlide(DEFAULT_PREFERENCES, url, 'a')).toBe(DEFAULT_PREFERENCES);
    },
  );
});

describe('stated spacings', () => {
  it('are kept per slide and can be forgotten', () => {
    const stated = rememberSpacing(rememberSpacing(DEFAULT_PREFERENCES, FINGERPRINT, 0.5), FINGERPRINT, 0.25);
    expect(stated.statedSpacings).toEqual([{ fingerprint: FINGERPRINT, umPerPx: 0.25 }]);
    expect(rememberSpacing(stated, FINGERPRINT, null).statedSpacings).toEqual([]);
  });

  it('are not kept for a slide that cannot be recognised', () => {
    expect(rememberSpacing(DEFAULT_PREFERENCES, null, 0.5)).toBe(DEFAULT_PREFERENCES);
  });
});
