import { useState } from 'react';
import { text } from '#ui/messages/text.ts';
import s from './NumberField.module.css';

/** A whole number within bounds. What is typed counts at once where it is one; anything else is marked and dropped on leaving. */
export function NumberField(props: {
  readonly label: string;
  readonly hint: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly disabled?: boolean;
  readonly onChange: (value: number) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const { min, max, hint } = props;
  const number = (text: string) => {
    const value = /^\d{1,10}$/.test(text.trim()) ? Number(text) : NaN;
    return value >= min && value <= max ? value : null;
  };
  const isWrong = typed !== null && number(typed) === null;
  return (
    <label className={s['field']} title={isWrong ? text.sampling.number(min, max) : hint}>
      <span className={s['label']}>{props.label}</span>
      <input
        className={s['input']}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        disabled={props.disabled ?? false}
        value={typed ?? String(props.value)}
        aria-invalid={isWrong}
        aria-description={isWrong ? text.sampling.number(min, max) : hint}
        onChange={(event) => {
          const text = event.target.value;
          setTyped(text);
          const value = number(text);
          if (value !== null) props.onChange(value);
        }}
        onBlur={() => {
          setTyped(null);
        }}
      />
    </label>
  );
}
