import type { Effect } from '#state/what-if-tools-store.ts';

/** Vermilion and sky blue of Okabe and Ito: told apart with every kind of colour vision, on stains and on every colour map. */
export const EFFECT_COLOURS: Readonly<Record<Effect, string>> = { exclude: '#d55e00', keep: '#56b4e9' };
