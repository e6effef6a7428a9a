import { Lasso, Paintbrush, Pentagon, Square } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { WhatIfSet } from '#core/result/questions.ts';
import { takeTool, toggleTool } from '#state/drawing-store.ts';
import { hasRoom } from '#state/what-if-questions.ts';
import { BRUSHES } from '#state/what-if-tools-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import s from './WhatIfTools.module.css';

type Kind = 'rectangle' | 'polygon' | 'freehand' | 'paint';

const KINDS: readonly { readonly kind: Kind; readonly icon: ReactNode }[] = [
  { kind: 'rectangle', icon: <Square aria-hidden="true" /> },
  { kind: 'polygon', icon: <Pentagon aria-hidden="true" /> },
  { kind: 'freehand', icon: <Lasso aria-hidden="true" /> },
  { kind: 'paint', icon: <Paintbrush aria-hidden="true" /> },
];

/** What is marked next, and with what. */
export function WhatIfTools({ asked }: { readonly asked: WhatIfSet }) {
  const { stores } = useApp();
  const effect = useStore(stores.whatIfTools, (state) => state.effect);
  const brush = useStore(stores.whatIfTools, (state) => state.brush);
  const kind = useStore(stores.drawing, ({ active }) =>
    active?.purpose === 'exclude' || active?.purpose === 'keep' ? active.kind : null,
  );
  const tool = KINDS.find((one) => one.kind === kind)?.kind ?? null;
  const isFull = !hasRoom(asked);
  return (
    <div className={s['tools']}>
      <Segmented
        label={text.whatIf.effect}
        value={effect}
        segments={[
          { value: 'exclude', label: text.whatIf.effects.exclude },
          { value: 'keep', label: text.whatIf.effects.keep },
        ]}
        onChange={(chosen) => {
          stores.whatIfTools.setState({ effect: chosen });
          if (tool) stores.drawing.setState((state) => takeTool(state, { purpose: chosen, kind: tool }));
        }}
      />
      <div className={s['kinds']} role="group" aria-label={text.whatIf.tools}>
        {KINDS.map((one) => (
          <button
            key={one.kind}
            type="button"
            className={s['kind']}
            data-effect={effect}
            aria-pressed={tool === one.kind}
            aria-label={text.whatIf.kinds[one.kind]}
            title={text.whatIf.kinds[one.kind]}
            disabled={isFull && one.kind !== 'paint'}
            onClick={() => {
              stores.drawing.setState((state) => toggleTool(state, { purpose: effect, kind: one.kind }));
            }}
          >
            {one.icon}
            <span>{text.whatIf.kindsShort[one.kind]}</span>
          </button>
        ))}
      </div>
      {tool === 'paint' ? (
        <Segmented
          label={text.whatIf.brush}
          value={String(brush)}
          segments={BRUSHES.map((width) => ({ value: String(width), label: text.whatIf.brushes(width) }))}
          onChange={(chosen) => {
            const width = BRUSHES.find((one) => String(one) === chosen);
            if (width !== undefined) stores.whatIfTools.setState({ brush: width });
          }}
        />
      ) : null}
      <p className={s['hint']}>{isFull ? text.whatIf.full : tool ? text.whatIf.toolHints[tool] : text.whatIf.lead}</p>
    </div>
  );
}
