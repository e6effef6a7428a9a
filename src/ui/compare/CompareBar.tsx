import { Link2, Unlink2, X } from 'lucide-react';
import { useStore } from 'zustand';
import type { CompareLayout } from '#state/compare-store.ts';
import { linkUnit } from '#state/pane-link.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import s from './CompareBar.module.css';

const LAYOUTS = ['swipe', 'two', 'four'] as const satisfies readonly CompareLayout[];

/** How is compared, whether the views move together and in what, and the way out. Only there while comparing. */
export function CompareBar() {
  const { stores, commands } = useApp();
  const layout = useStore(stores.compare, (state) => state.layout);
  if (layout === 'single') return null;
  return (
    <div className={s['bar']} role="toolbar" aria-label={text.compare.bar}>
      <Segmented
        label={text.compare.layout}
        value={layout}
        segments={LAYOUTS.map((value) => ({ value, label: text.compare.layouts[value] }))}
        onChange={commands.compare}
      />
      {layout === 'swipe' ? null : <LinkControl />}
      <Button
        look="ghost"
        className={s['done']}
        icon={<X aria-hidden="true" />}
        aria-label={text.compare.close}
        onClick={() => {
          commands.compare('single');
        }}
      >
        {text.compare.closeShort}
      </Button>
    </div>
  );
}

function LinkControl() {
  const { stores, commands } = useApp();
  const isLinked = useStore(stores.compare, (state) => state.isLinked);
  const panes = useStore(stores.compare, (state) => state.panes);
  const slides = useStore(stores.slides);
  const unit = linkUnit({ panes }, slides);
  return (
    <div className={s['link']}>
      <Button
        look="plain"
        icon={isLinked ? <Link2 aria-hidden="true" /> : <Unlink2 aria-hidden="true" />}
        aria-label={text.compare.linked}
        aria-pressed={isLinked}
        className={s['toggle']}
        onClick={() => {
          commands.linkViews(!isLinked);
        }}
      >
        {text.compare.link}
      </Button>
      <span className={s['how']} data-caution={isLinked && unit.kind === 'px'} role="status">
        {isLinked ? howText(unit) : text.compare.separate}
      </span>
    </div>
  );
}

function howText(unit: ReturnType<typeof linkUnit>): string {
  if (unit.kind === 'px') return text.compare.inPx(unit.without.join(', '));
  return unit.kind === 'um' ? text.compare.inUm : text.compare.sameSlide;
}
