import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { PLAUSIBLE_SPACING_UM_PER_PX } from '#core/geometry/spacing.ts';

/** Limit of the feature cache: a slide of 20,000 patches takes some 100 MB. */
export const FEATURE_LIMIT_BYTES = { least: 50e6, usual: 4e9, most: 1e12 } as const;

const MAX_RECENT = 8;
const MAX_REMEMBERED_SPACINGS = 500;

const recentSlide = z.object({ url: z.url({ protocol: /^https?$/ }).max(4096), name: z.string().min(1).max(300) });

/** How the slide is shown, never what a model reads; brightness is added to 0..1, contrast and gamma are factors. */
const displaySchema = z.object({
  brightness: z.number().min(-0.5).max(0.5),
  contrast: z.number().min(0.5).max(2),
  gamma: z.number().min(0.4).max(2.5),
});

export type Display = Readonly<z.infer<typeof displaySchema>>;

/** Shows the stored pixels as they are. */
export const NEUTRAL_DISPLAY: Display = { brightness: 0, contrast: 1, gamma: 1 };

/** What is kept on this machine between visits; version 1 of its stored form. */
const preferencesSchema = z.object({
  version: z.literal(1),
  theme: z.enum(['dark', 'light']),
  /** `auto`: what the browser asks pages for. Absent in what earlier builds stored. */
  language: z.enum(['auto', 'en', 'zh']).default('auto'),
  /** Whether single keys are commands; those who speak their text turn it off. Absent in what earlier builds stored. */
  keysOn: z.boolean().default(true),
  railOpen: z.boolean().nullable(),
  panelOpen: z.boolean(),
  /** Absent in what earlier builds stored. */
  display: displaySchema.default(NEUTRAL_DISPLAY),
  /** Whether what ships is stored on this machine by itself. Absent in what earlier builds stored. */
  keepShipped: z.boolean().default(true),
  /** Models that ship and were removed from this machine (their ids, or `phantom`). Absent in what earlier builds stored. */
  notKept: z.array(z.string().max(64)).max(100).default([]),
  /** Whether the browser was asked, once, to keep what is stored. Absent in what earlier builds stored. */
  askedToKeep: z.boolean().default(false),
  /** What all kept features may take together; absent in what earlier builds stored. */
  featureLimitBytes: z
    .number()
    .min(FEATURE_LIMIT_BYTES.least)
    .max(FEATURE_LIMIT_BYTES.most)
    .default(FEATURE_LIMIT_BYTES.usual),
  /**
   * The GPU on which the check of the installation failed: there runs use the processor until the user chooses otherwise, or those models pass.
   * Absent in what earlier builds stored.
   */
  failedAdapter: z.string().max(1000).nullable().default(null),
  /** Ids of the models that failed there. Absent in what earlier builds stored. */
  failedModels: z.array(z.string().max(64)).max(1000).default([]),
  recentSlides: z.array(recentSlide).max(MAX_RECENT),
  /** Slide fingerprint → µm/px stated by the user, oldest first. */
  statedSpacings: z
    .array(
      z.object({
        fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
        umPerPx: z.number().min(PLAUSIBLE_SPACING_UM_PER_PX.min).max(PLAUSIBLE_SPACING_UM_PER_PX.max),
      }),
    )
    .max(MAX_REMEMBERED_SPACINGS),
});

export type Preferences = Readonly<z.infer<typeof preferencesSchema>>;
export type PreferencesStore = StoreApi<Preferences>;

export const DEFAULT_PREFERENCES: Preferences = {
  version: 1,
  theme: 'dark',
  language: 'auto',
  keysOn: true,
  railOpen: null,
  panelOpen: true,
  display: NEUTRAL_DISPLAY,
  keepShipped: true,
  notKept: [],
  askedToKeep: false,
  featureLimitBytes: FEATURE_LIMIT_BYTES.usual,
  failedAdapter: null,
  failedModels: [],
  recentSlides: [],
  statedSpacings: [],
};

/** Where preferences live between visits; `localStorage` on a page. Both calls may throw (storage full or forbidden). */
export interface TextStore {
  read(): string | null;
  write(text: string): void;
}

/** Reads stored preferences; anything that is not exactly what this version writes counts as nothing stored. */
export function parsePreferences(text: string | null): Preferences {
  if (text === null) return DEFAULT_PREFERENCES;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Damaged storage is the same as none: these are conveniences, never data.
    return DEFAULT_PREFERENCES;
  }
  const parsed = preferencesSchema.safeParse(value);
  return parsed.success ? parsed.data : DEFAULT_PREFERENCES;
}

/** A store that starts from what is kept and writes every change back. `onUnavailable` hears of storage that refuses. */
export function createPreferencesStore(
  storage: TextStore,
  onUnavailable: (reason: unknown) => void = () => undefined,
): PreferencesStore {
  let stored: string | null = null;
  try {
    stored = storage.read();
  } catch (reason) {
    onUnavailable(reason);
  }
  const store = createStore(() => parsePreferences(stored));
  store.subscribe((preferences) => {
    try {
      storage.write(JSON.stringify(preferences));
    } catch (reason) {
      onUnavailable(reason);
    }
  });
  return store;
}

/** The address without query and fragment: either may carry a signature or another credential, which is never stored. */
export function withoutCredentials(url: string): string | null {
  const parsed = URL.parse(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.username !== '' || parsed.password !== '') return null;
  return parsed.search === '' ? `${parsed.origin}${parsed.pathname}` : null;
}

/** Puts a slide's address first in the list; one with a query or a password is left out, as it may be a credential. */
export function rememberSlide(state: Preferences, url: string, name: string): Preferences {
  const plain = withoutCredentials(url);
  if (plain === null) return state;
  const others = state.recentSlides.filter((recent) => recent.url !== plain);
  const entry = { url: plain, name: name.slice(0, 300) || plain.slice(0, 300) };
  return { ...state, recentSlides: [entry, ...others].slice(0, MAX_RECENT) };
}

export function isNeutralDisplay({ brightness, contrast, gamma }: Display): boolean {
  return brightness === 0 && contrast === 1 && gamma === 1;
}

export function forgetRecentSlide(state: Preferences, url: string): Preferences {
  return { ...state, recentSlides: state.recentSlides.filter((recent) => recent.url !== url) };
}

export function forgetRecentSlides(state: Preferences): Preferences {
  return { ...state, recentSlides: [] };
}

/** Keeps what the user said about a slide's spacing; null forgets it. Slides without a fingerprint are not remembered. */
export function rememberSpacing(state: Preferences, fingerprint: string | null, umPerPx: number | null): Preferences {
  if (fingerprint === null) return state;
  const others = state.statedSpacings.filter((entry) => entry.fingerprint !== fingerprint);
  const statedSpacings = umPerPx === null ? others : [...others, { fingerprint, umPerPx }];
  return { ...state, statedSpacings: statedSpacings.slice(-MAX_REMEMBERED_SPACINGS) };
}

export function rememberedSpacing(state: Preferences, fingerprint: string | null): number | null {
  return state.statedSpacings.find((entry) => entry.fingerprint === fingerprint)?.umPerPx ?? null;
}
