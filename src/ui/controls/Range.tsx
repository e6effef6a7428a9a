import { Slider } from 'radix-ui';
import { percent as percentText } from '../messages/numbers.ts';
import s from './Range.module.css';

/** A value 0..1 on a line, with what it stands for beside it. */
export function Range(props: {
  readonly label: string;
  readonly value: number;
  /** What the position stands for; per cent of the line where absent. */
  readonly text?: string;
  readonly onChange: (value: number) => void;
}) {
  const percent = Math.round(props.value * 100);
  return (
    <div className={s['row']}>
      <span className={s['label']} aria-hidden="true">
        {props.label}
      </span>
      <Slider.Root
        className={s['root']}
        value={[percent]}
        min={0}
        max={100}
        step={1}
        onValueChange={([value]) => {
          if (value !== undefined) props.onChange(value / 100);
        }}
      >
        <Slider.Track className={s['track']}>
          <Slider.Range className={s['range']} />
        </Slider.Track>
        <Slider.Thumb
          className={s['thumb']}
          aria-label={props.label}
          {...(props.text === undefined ? {} : { 'aria-valuetext': props.text })}
        />
      </Slider.Root>
      <output className={s['value']}>{props.text ?? percentText(props.value)}</output>
    </div>
  );
}
