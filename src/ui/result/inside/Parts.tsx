import { useRef, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { cssColour } from '#core/heatmap/colour-maps.ts';
import type { InsidePatch, PatchPart } from '#state/inside-patch.ts';
import { changeResults, resultsOf } from '#state/kept-results.ts';
import { insideShown, pointAtPart } from '#state/slide-results.ts';
import { text } from '#ui/messages/text.ts';
import { useApp, useViewer } from '../../app-context.tsx';
import { percent } from '../../messages/numbers.ts';
import { PatchPicture } from '../../patches/PatchPicture.tsx';
import { usePatchPictures } from '../../patches/use-patch-pictures.ts';
import { mapValue } from '../map-text.ts';
import s from './Parts.module.css';

/** The finer patches as they lie in their patch, each as the model saw it; the arrow keys go through them. */
export function Parts(props: { readonly slideId: string; readonly inside: InsidePatch; readonly sizePx: number }) {
  const { slideId, inside, sizePx } = props;
  const pictures = usePatchPictures(slideId, inside.parts, sizePx);
  const { side, parts } = inside;
  const highest = Math.max(...parts.map(({ timesEven }) => timesEven));
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const buttons = Array.from(list.current?.querySelectorAll('button') ?? []);
    const at = buttons.findIndex((button) => button === document.activeElement);
    const to = neighbour(at, event.key, side);
    if (at < 0 || to === null) return;
    event.preventDefault();
    buttons[to]?.focus();
  };
  return (
    <div
      ref={list}
      className={s['parts']}
      role="toolbar"
      tabIndex={-1}
      aria-label={text.inside.parts(parts.length)}
      onKeyDown={move}
    >
      {parts.map((part, k) => (
        <Part
          key={k}
          slideId={slideId}
          part={part}
          index={k}
          side={side}
          colourAt={highest > 0 ? part.timesEven / highest : 0}
          picture={pictures[k]}
        />
      ))}
    </div>
  );
}

function Part(props: {
  readonly slideId: string;
  readonly part: PatchPart;
  readonly index: number;
  readonly side: number;
  /** Position in the colour map, 0..1: from no weight to the largest of these. */
  readonly colourAt: number;
  readonly picture: ImageData | undefined;
}) {
  const { stores } = useApp();
  const viewer = useViewer();
  const { slideId, part, index, side, colourAt, picture } = props;
  const colourMap = useStore(stores.overlay, (state) => state.colourMap);
  const reversed = useStore(stores.overlay, (state) => state.reversed);
  const isPointedAt = useStore(stores.runs, (state) => insideShown(resultsOf(state, slideId))?.part === index);
  const weight = mapValue('times-even-inside', part.timesEven);
  const row = Math.floor(index / side) + 1;
  const point = (at: number | null) => () => {
    stores.runs.setState((state) => changeResults(state, slideId, (results) => pointAtPart(results, at)));
  };
  return (
    <button
      type="button"
      className={s['part']}
      data-pointed={isPointedAt}
      // One stop of the Tab key for all of them.
      tabIndex={index === 0 ? 0 : -1}
      aria-label={text.inside.part(row, (index % side) + 1, weight, percent(part.share, 1), part.place)}
      onPointerEnter={point(index)}
      onPointerLeave={point(null)}
      onFocus={point(index)}
      onBlur={point(null)}
      onClick={() => {
        viewer?.flyTo(part.rect);
      }}
    >
      <PatchPicture picture={picture} className={s['picture'] ?? ''} />
      <svg className={s['bar']} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="1" className={s['track'] ?? ''} />
        <rect width={colourAt * 100} height="1" fill={cssColour(colourMap, colourAt, reversed)} />
      </svg>
      <span className={s['figures']}>
        <span className={s['weight']}>{weight}</span>
        <span className={s['place']}>{text.stage.shortRank(part.place)}</span>
      </span>
    </button>
  );
}

/** Where an arrow key goes from place `at` of a square of `side`²; null for other keys and over the edge. */
function neighbour(at: number, key: string, side: number): number | null {
  const column = at % side;
  switch (key) {
    case 'ArrowLeft':
      return column > 0 ? at - 1 : null;
    case 'ArrowRight':
      return column < side - 1 ? at + 1 : null;
    case 'ArrowUp':
      return at >= side ? at - side : null;
    case 'ArrowDown':
      return at < side * (side - 1) ? at + side : null;
    default:
      return null;
  }
}
