import type { en } from './en/index.ts';

/** The same keys and parameters, with words of any language. */
type InAnyWords<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => string
    ? (...parameters: P) => string
    : { readonly [K in keyof T]: InAnyWords<T[K]> };

/** The shape of a catalogue, laid down by the English one. */
export type Messages = InAnyWords<typeof en>;
