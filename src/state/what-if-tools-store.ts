import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WhatIfRegion } from '#core/result/questions.ts';

export type Effect = WhatIfRegion['effect'];

/** Widths of the brush, in patches. */
export const BRUSHES = [1, 3, 7] as const;

export type Brush = (typeof BRUSHES)[number];

/** How regions of a question are drawn, on whatever slide. */
export interface WhatIfToolsState {
  /** Of what is drawn next. */
  readonly effect: Effect;
  readonly brush: Brush;
  /** Region that is pointed at or has the focus in the list; its outline stands out. */
  readonly pointedAt: string | null;
}

export type WhatIfToolsStore = StoreApi<WhatIfToolsState>;

export const INITIAL_WHAT_IF_TOOLS: WhatIfToolsState = {
  effect: 'exclude',
  brush: 3,
  pointedAt: null,
};

export function createWhatIfToolsStore(): WhatIfToolsStore {
  return createStore(() => INITIAL_WHAT_IF_TOOLS);
}
