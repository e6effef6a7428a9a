import { useEffect, useRef } from 'react';
import { text } from '#ui/messages/text.ts';
import { PANEL_PARTS, type PanelPart } from '../shortcuts/go-to.ts';
import s from './PanelNav.module.css';
import { useCurrentPart } from './use-current-part.ts';

/** The parts of the panel in their order: which of them is in view, and the way to each. */
export function PanelNav({ body }: { readonly body: HTMLElement | null }) {
  const { current, go } = useCurrentPart(body);
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return (
    <nav ref={list} className={s['nav']} aria-label={text.panel.parts}>
      {PANEL_PARTS.map((part) => (
        <button
          key={part}
          type="button"
          className={s['part']}
          aria-current={part === current}
          onClick={() => {
            go(part);
          }}
        >
          {titleOf(part)}
        </button>
      ))}
    </nav>
  );
}

function titleOf(part: PanelPart): string {
  const titles: Readonly<Record<PanelPart, string>> = {
    model: text.model.title,
    result: text.result.title,
    patches: text.patches.title,
    'what-if': text.whatIf.title,
    annotations: text.annotations.title,
  };
  return titles[part];
}
