import { ChevronsLeftRight } from 'lucide-react';
import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useStore } from 'zustand';
import { moveDivider } from '#state/compare-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { contentText } from './content-text.ts';
import s from './SwipeDivider.module.css';

const STEP = 0.02;
const LONG_STEP = 0.1;

/** The line between the two maps: dragged by pointer, pen or finger, or moved by the keys of a slider. It stays put while the slide moves. */
export function SwipeDivider() {
  const { stores } = useApp();
  const at = useStore(stores.compare, (state) => state.divider);
  const panes = useStore(stores.compare, (state) => state.panes);
  const runs = useStore(stores.runs);
  const element = useRef<HTMLDivElement>(null);
  const moveTo = (share: number) => {
    stores.compare.setState((state) => moveDivider(state, share));
  };
  const drag = (event: PointerEvent) => {
    const area = element.current?.parentElement?.getBoundingClientRect();
    if (area && event.currentTarget.hasPointerCapture(event.pointerId))
      moveTo((event.clientX - area.left) / Math.max(1, area.width));
  };
  const key = (event: KeyboardEvent) => {
    const to = keyTo(event, at);
    if (to === null) return;
    event.preventDefault();
    moveTo(to);
  };
  const [left, right] = panes.map((pane) => contentText(pane, runs));
  return (
    <div
      ref={element}
      className={s['divider']}
      style={{ left: `${at * 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label={text.compare.divider}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(at * 100)}
      aria-valuetext={text.compare.dividerAt(at, left ?? '', right ?? '')}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={drag}
      onKeyDown={key}
    >
      <span className={s['grip']}>
        <ChevronsLeftRight aria-hidden="true" />
      </span>
    </div>
  );
}

/** Where a key takes the divider; null for keys that are not its own. */
function keyTo({ key, shiftKey }: KeyboardEvent, at: number): number | null {
  const step = shiftKey ? LONG_STEP : STEP;
  if (key === 'ArrowLeft' || key === 'ArrowDown') return at - step;
  if (key === 'ArrowRight' || key === 'ArrowUp') return at + step;
  if (key === 'PageDown') return at - LONG_STEP;
  if (key === 'PageUp') return at + LONG_STEP;
  if (key === 'Home') return 0;
  return key === 'End' ? 1 : null;
}
