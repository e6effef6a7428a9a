import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { changeWindow, type ScaleWindow } from '#state/overlay-store.ts';
import { shownFrom, type Painting } from '#state/map-scale.ts';
import type { MapView } from '#state/result-view.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { percent } from '../messages/numbers.ts';
import { scaleNumber } from './map-text.ts';
import s from './ScaleFields.module.css';
import { usePainting } from './use-painting.ts';
import { isRange, parseScaleNumber } from './scale-steps.ts';

/** The ends of the colours and the threshold as numbers to read and to type, and how many patches the threshold leaves. */
export function ScaleFields({ map }: { readonly map: MapView }) {
  const painting = usePainting(map);
  const { stores } = useApp();
  const { scaling, whole, range, hideBelow } = painting;
  const change = (to: Partial<ScaleWindow>) => {
    stores.overlay.setState((state) => changeWindow(state, map.id, to));
  };
  const parse = (typed: string) => parseScaleNumber(scaling, whole, typed);
  const isWhole = range.min === whole.min && range.max === whole.max;
  return (
    <div className={s['fields']}>
      <span className={s['label']}>{text.maps.colours}</span>
      <ScaleInput
        of={`${map.id} ${scaling}`}
        label={text.maps.low}
        shown={scaleNumber(scaling, range.min)}
        parse={(typed) => within(parse(typed), (low) => isRange(whole, low, range.max))}
        onChange={(low) => {
          change({ low });
        }}
      />
      <span className={s['to']}>{text.maps.to}</span>
      <ScaleInput
        of={`${map.id} ${scaling}`}
        label={text.maps.high}
        shown={scaleNumber(scaling, range.max)}
        parse={(typed) => within(parse(typed), (high) => isRange(whole, range.min, high))}
        onChange={(high) => {
          change({ high });
        }}
      />
      <button
        type="button"
        className={s['reset']}
        aria-disabled={isWhole}
        aria-label={text.maps.resetRange}
        title={text.maps.resetRange}
        onClick={() => {
          change({ low: null, high: null });
        }}
      >
        <RotateCcw aria-hidden="true" />
      </button>
      <span className={s['label']}>{text.maps.hideBelow}</span>
      <ScaleInput
        of={`${map.id} ${scaling}`}
        label={text.maps.hideBelow}
        shown={hideBelow === null ? '' : scaleNumber(scaling, hideBelow)}
        parse={parse}
        onChange={(value) => {
          change({ hideBelow: value });
        }}
        onEmpty={() => {
          change({ hideBelow: null });
        }}
      />
      <button
        type="button"
        className={s['showAll']}
        aria-disabled={hideBelow === null}
        onClick={() => {
          change({ hideBelow: null });
        }}
      >
        {text.maps.showAll}
      </button>
      <p className={s['count']} role="status">
        {countText(map, painting)}
      </p>
    </div>
  );
}

function within(value: number | null, holds: (value: number) => boolean): number | null {
  return value !== null && holds(value) ? value : null;
}

function countText(map: MapView, { scaling, hideBelow }: Painting): string {
  const all = map.statistics.count;
  const without = map.values.length - all;
  const leftOut = without > 0 ? ` ${text.maps.leftOut(without)}` : '';
  if (hideBelow === null) return text.maps.shownAll(all) + leftOut;
  const shown = shownFrom(map, scaling, hideBelow);
  return (shown === 0 ? text.maps.shownNone : text.maps.shown(shown, all, percent(shown / all, 1))) + leftOut;
}

/** What is typed counts at once where it is a number that fits; anything else is marked and dropped on leaving. */
function ScaleInput(props: {
  /** The map and the scale that it counts on: what was typed for one means nothing on another. */
  readonly of: string;
  readonly label: string;
  readonly shown: string;
  readonly parse: (typed: string) => number | null;
  readonly onChange: (value: number) => void;
  readonly onEmpty?: () => void;
}) {
  const [entry, setEntry] = useState<{ readonly of: string; readonly typed: string } | null>(null);
  const { of, label, shown, parse, onChange, onEmpty } = props;
  const typed = entry?.of === of ? entry.typed : null;
  const isEmpty = onEmpty !== undefined && typed?.trim() === '';
  const isWrong = typed !== null && !isEmpty && parse(typed) === null;
  return (
    <input
      className={s['input']}
      type="text"
      inputMode="decimal"
      autoComplete="off"
      aria-label={label}
      aria-invalid={isWrong}
      {...(isWrong ? { title: text.maps.wrongNumber, 'aria-description': text.maps.wrongNumber } : {})}
      placeholder={onEmpty ? '–' : ''}
      value={typed ?? shown}
      onChange={(event) => {
        const next = event.target.value;
        setEntry({ of, typed: next });
        const value = parse(next);
        if (value !== null) onChange(value);
        else if (next.trim() === '') onEmpty?.();
      }}
      onBlur={() => {
        setEntry(null);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') setEntry(null);
      }}
    />
  );
}
