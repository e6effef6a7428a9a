import { Switch } from 'radix-ui';
import { useId, type ReactNode } from 'react';
import s from './Toggle.module.css';

/** Something that is on or off, with its name beside it. */
export function Toggle(props: {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className={s['row']}>
      <label htmlFor={id} className={s['label']}>
        {props.label}
      </label>
      <Switch.Root
        id={id}
        className={s['switch']}
        checked={props.checked}
        disabled={props.disabled ?? false}
        onCheckedChange={props.onChange}
      >
        <Switch.Thumb className={s['thumb']} />
      </Switch.Root>
    </div>
  );
}
