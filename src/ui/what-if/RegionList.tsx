import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { areaUm2, boundsOf } from '#core/geometry/shapes.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { WhatIfRegion, WhatIfSet } from '#core/result/questions.ts';
import { removeRegion, setEffect } from '#state/what-if-questions.ts';
import { unitsOfRegion } from '#state/what-if-view.ts';
import { text } from '#ui/messages/text.ts';
import { useApp, useViewer } from '../app-context.tsx';
import { squareMicrometres } from '../messages/numbers.ts';
import { EFFECT_COLOURS } from './effect-colours.ts';
import s from './RegionList.module.css';

/** The marks of a question, numbered as on the slide. */
export function RegionList(props: {
  readonly slideId: string;
  readonly result: RunResult;
  readonly asked: WhatIfSet;
  /** The question can be looked at, not changed. */
  readonly isFixed: boolean;
}) {
  const { asked } = props;
  if (asked.regions.length === 0) return null;
  return (
    <section aria-label={text.whatIf.marks}>
      <h3 className={s['title']}>{text.whatIf.marks}</h3>
      <ol className={s['list']}>
        {asked.regions.map((region, i) => (
          <Row key={region.id} {...props} region={region} number={i + 1} />
        ))}
      </ol>
    </section>
  );
}

function Row(props: {
  readonly slideId: string;
  readonly result: RunResult;
  readonly region: WhatIfRegion;
  readonly number: number;
  readonly isFixed: boolean;
}) {
  const { slideId, result, region, number } = props;
  const { stores, commands } = useApp();
  const viewer = useViewer();
  const { id, effect, shape } = region;
  const isPointedAt = useStore(stores.whatIfTools, (state) => state.pointedAt === id);
  const units = unitsOfRegion(result, region);
  const { spacingXUmPerPx, spacingYUmPerPx } = result.run.slide;
  const spacing = { xUmPerPx: spacingXUmPerPx, yUmPerPx: spacingYUmPerPx };
  const what =
    shape.kind === 'patches'
      ? text.whatIf.painted
      : (shape.kind === 'rectangle' ? text.whatIf.rectangle : text.whatIf.polygon)(
          squareMicrometres(areaUm2(shape, spacing)),
        );
  const point = (isOn: boolean) => () => {
    stores.whatIfTools.setState((state) => {
      if (isOn) return { pointedAt: id };
      return state.pointedAt === id ? { pointedAt: null } : state;
    });
  };
  const isKept = effect === 'keep';
  return (
    <li className={s['row']} data-pointed={isPointedAt} onPointerEnter={point(true)} onPointerLeave={point(false)}>
      <button
        type="button"
        className={s['show']}
        aria-label={text.whatIf.show(number, what)}
        onFocus={point(true)}
        onBlur={point(false)}
        onClick={() => {
          const bounds = boundsOfRegion(region, units);
          if (bounds) viewer?.flyTo(bounds, 2);
        }}
      >
        <Badge number={number} effect={effect} />
        <span className={s['what']}>{what}</span>
        <span className={s['count']}>
          {(result.sampling ? text.whatIf.inRegionPlaces : text.whatIf.inRegion)(units.length)}
        </span>
      </button>
      <button
        type="button"
        className={s['effect']}
        disabled={props.isFixed}
        aria-label={isKept ? text.whatIf.leaveOut(number) : text.whatIf.keepOnly(number)}
        title={isKept ? text.whatIf.leaveOut(number) : text.whatIf.keepOnly(number)}
        onClick={() => {
          commands.changeQuestions(slideId, (questions) => setEffect(questions, id, isKept ? 'exclude' : 'keep'));
        }}
      >
        {isKept ? text.whatIf.isKept : text.whatIf.isLeftOut}
      </button>
      <button
        type="button"
        className={s['remove']}
        disabled={props.isFixed}
        aria-label={text.whatIf.remove(number)}
        title={text.whatIf.remove(number)}
        onClick={() => {
          commands.changeQuestions(slideId, (questions) => removeRegion(questions, id));
        }}
      >
        <X aria-hidden="true" />
      </button>
    </li>
  );
}

/** The number as on the slide, in the colour and the manner of its effect: hatched is left out, filled is kept. */
function Badge({ number, effect }: { readonly number: number; readonly effect: WhatIfRegion['effect'] }) {
  return (
    <span className={s['badge']}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {effect === 'keep' ? (
          <rect x="1" y="1" width="14" height="14" fill={EFFECT_COLOURS.keep} fillOpacity="0.35" />
        ) : (
          <path d="M1 6l5-5M1 11L11 1M1 15.5L15.5 1M6 15l9-9M11 15l4-4" stroke={EFFECT_COLOURS.exclude} />
        )}
        <rect x="1" y="1" width="14" height="14" fill="none" stroke={EFFECT_COLOURS[effect]} strokeWidth="1.5" />
      </svg>
      <span>{number}</span>
    </span>
  );
}

function boundsOfRegion({ shape }: WhatIfRegion, rects: readonly Level0Rect[]): Level0Rect | null {
  if (shape.kind !== 'patches') return boundsOf(shape);
  if (rects.length === 0) return null;
  const corners = rects.flatMap(({ x, y, width, height }) => [
    { x, y },
    { x: x + width, y: y + height },
  ]);
  return boundsOf({ kind: 'polygon', points: corners });
}
