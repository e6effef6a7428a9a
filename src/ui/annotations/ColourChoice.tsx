import { RadioGroup } from 'radix-ui';
import { ANNOTATION_COLOURS } from '#core/annotations/annotation.ts';
import { text } from '#ui/messages/text.ts';
import s from './ColourChoice.module.css';

/** One of the colours of annotations; a file's own colour stays until another is chosen. */
export function ColourChoice(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (colour: string) => void;
}) {
  return (
    <RadioGroup.Root
      className={s['colours']}
      aria-label={props.label}
      orientation="horizontal"
      value={props.value}
      onValueChange={props.onChange}
    >
      {ANNOTATION_COLOURS.map((colour) => (
        <RadioGroup.Item
          key={colour}
          value={colour}
          className={s['colour']}
          style={{ backgroundColor: colour }}
          aria-label={text.annotations.colours[colour]}
          title={text.annotations.colours[colour]}
        />
      ))}
    </RadioGroup.Root>
  );
}
