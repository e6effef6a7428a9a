import { useState } from 'react';
import { isPlausibleSpacing, meanSpacing } from '#core/geometry/spacing.ts';
import { spacingInUse, type OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import f from '../controls/Field.module.css';
import { Modal } from '../controls/Modal.tsx';
import { micrometres, significant } from '../messages/numbers.ts';
import { parseNumber } from './parse-number.ts';
import s from './SpacingDialog.module.css';

/** Spacings that scanners and microscopes usually have, with the objective they stand for. */
const COMMON = [
  { umPerPx: 0.25, power: '40×' },
  { umPerPx: 0.5, power: '20×' },
  { umPerPx: 1, power: '10×' },
  { umPerPx: 2, power: '5×' },
] as const;

export interface SpacingDialogProps {
  readonly slide: OpenSlide;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Asks how large a pixel of this slide is. */
export function SpacingDialog({ slide, open, onOpenChange }: SpacingDialogProps) {
  const inUse = spacingInUse(slide);
  return (
    <Modal
      title={text.spacing.title}
      description={inUse ? text.spacing.whyChange : text.spacing.why}
      open={open}
      onOpenChange={onOpenChange}
    >
      <SpacingForm
        slide={slide}
        initial={inUse ? significant(meanSpacing(inUse.spacing), 4) : ''}
        onDone={() => {
          onOpenChange(false);
        }}
      />
    </Modal>
  );
}

function SpacingForm(props: { readonly slide: OpenSlide; readonly initial: string; readonly onDone: () => void }) {
  const { commands, stores } = useApp();
  const { description, statedUmPerPx } = props.slide;
  const [typed, setTyped] = useState(props.initial);
  const value = parseNumber(typed);
  const isUsable = value !== null && isPlausibleSpacing(value);
  const isWrong = typed.trim() !== '' && !isUsable;
  const extent = isUsable
    ? text.spacing.tissueSize(micrometres(description.width * value), micrometres(description.height * value))
    : '';
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isUsable && commands.stateSpacing(description.id, value)) props.onDone();
      }}
    >
      <label className={f['field']}>
        <span className={f['label']}>{text.spacing.value}</span>
        <input
          className={f['input']}
          type="text"
          inputMode="decimal"
          autoFocus
          autoComplete="off"
          value={typed}
          aria-invalid={isWrong}
          aria-describedby="spacing-hint"
          onChange={(event) => {
            setTyped(event.target.value);
          }}
        />
      </label>
      <div className={s['guesses']} role="group" aria-label={text.spacing.guesses}>
        {COMMON.map(({ umPerPx, power }) => (
          <button
            key={umPerPx}
            type="button"
            className={s['guess']}
            aria-label={text.spacing.guess(umPerPx, power)}
            aria-pressed={value === umPerPx}
            onClick={() => {
              setTyped(String(umPerPx));
            }}
          >
            <b>{umPerPx}</b> {power}
          </button>
        ))}
      </div>
      <p id="spacing-hint" className={isWrong ? f['problem'] : f['hint']} aria-live="polite">
        {isUsable ? extent : text.spacing.range}
      </p>
      <div className={s['other']}>
        <Button
          onClick={() => {
            props.onDone();
            stores.view.setState({ calibration: { kind: 'first' } });
          }}
        >
          {text.spacing.calibrate}
        </Button>
        {statedUmPerPx === null ? null : (
          <Button
            look="ghost"
            onClick={() => {
              commands.stateSpacing(description.id, null);
              props.onDone();
            }}
          >
            {description.spacing ? text.spacing.fromFile(meanSpacing(description.spacing)) : text.spacing.forget}
          </Button>
        )}
      </div>
      <div className={f['actions']}>
        <Button look="ghost" onClick={props.onDone}>
          {text.spacing.cancel}
        </Button>
        <Button look="primary" type="submit" disabled={!isUsable}>
          {text.spacing.use}
        </Button>
      </div>
    </form>
  );
}
