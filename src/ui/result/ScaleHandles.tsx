import { Slider } from 'radix-ui';
import { changeWindow, type ScaleWindow } from '#state/overlay-store.ts';
import type { Painting } from '#state/map-scale.ts';
import type { MapView } from '#state/result-view.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { scaleText } from './map-text.ts';
import s from './ScaleHandles.module.css';
import { stepAt, stepsOf, valueOfStep } from './scale-steps.ts';

interface HandleProps {
  readonly map: MapView;
  readonly painting: Painting;
}

/** Where the colours begin and end, as two handles below the bar. At the end of the scale they follow it from map to map. */
export function RangeHandles({ map, painting }: HandleProps) {
  const { scaling, whole, range } = painting;
  const steps = stepsOf(scaling, whole);
  const change = useWindowChange(map);
  if (steps === 0) return null;
  const thumb = (label: string, value: number) => (
    <Slider.Thumb className={s['pin']} aria-label={label} aria-valuetext={scaleText(map, scaling, value)} />
  );
  return (
    <Slider.Root
      className={s['range']}
      value={[stepAt(whole, steps, range.min), stepAt(whole, steps, range.max)]}
      min={0}
      max={steps}
      step={1}
      minStepsBetweenThumbs={1}
      onValueChange={([low = 0, high = steps]) => {
        change({
          low: low <= 0 ? null : valueOfStep(scaling, whole, steps, low),
          high: high >= steps ? null : valueOfStep(scaling, whole, steps, high),
        });
      }}
    >
      <Slider.Track className={s['line']}>
        <Slider.Range className={s['span']} />
      </Slider.Track>
      {thumb(text.maps.low, range.min)}
      {thumb(text.maps.high, range.max)}
    </Slider.Root>
  );
}

/** What is left out, as a line over the histogram: all to the left of it. */
export function ThresholdHandle({ map, painting }: HandleProps) {
  const { scaling, whole, hideBelow } = painting;
  const steps = stepsOf(scaling, whole);
  const change = useWindowChange(map);
  if (steps === 0) return null;
  return (
    <Slider.Root
      className={s['threshold']}
      value={[hideBelow === null ? 0 : stepAt(whole, steps, hideBelow)]}
      min={0}
      max={steps}
      step={1}
      onValueChange={([step = 0]) => {
        change({ hideBelow: step <= 0 ? null : valueOfStep(scaling, whole, steps, step) });
      }}
    >
      <Slider.Track className={s['area']} />
      <Slider.Thumb
        className={s['bar']}
        aria-label={text.maps.hideBelow}
        aria-valuetext={scaleText(map, scaling, hideBelow ?? whole.min)}
      />
    </Slider.Root>
  );
}

function useWindowChange(map: MapView): (change: Partial<ScaleWindow>) => void {
  const { stores } = useApp();
  return (change) => {
    stores.overlay.setState((state) => changeWindow(state, map.id, change));
  };
}
