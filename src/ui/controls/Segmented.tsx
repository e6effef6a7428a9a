import { RadioGroup } from 'radix-ui';
import { useMemo, type ReactNode } from 'react';
import s from './Segmented.module.css';

export interface Segment<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
  /** Accessible name where the label shown is shortened. */
  readonly name?: string;
  readonly disabled?: boolean;
}

/** One choice out of a few, all of them in sight. */
export function Segmented<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  /** Rendered anew only where this is another array. */
  readonly segments: readonly Segment<T>[];
  readonly onChange: (value: T) => void;
}) {
  const { segments } = props;
  const items = useMemo(
    () =>
      segments.map(({ value, label, name, disabled }) => (
        <RadioGroup.Item
          key={value}
          value={value}
          className={s['item']}
          disabled={disabled ?? false}
          {...(name === undefined ? {} : { 'aria-label': name })}
        >
          {label}
        </RadioGroup.Item>
      )),
    [segments],
  );
  return (
    <RadioGroup.Root
      className={s['group']}
      aria-label={props.label}
      orientation="horizontal"
      value={props.value}
      onValueChange={(value) => {
        const segment = segments.find((candidate) => candidate.value === value);
        if (segment) props.onChange(segment.value);
      }}
    >
      {items}
    </RadioGroup.Root>
  );
}
