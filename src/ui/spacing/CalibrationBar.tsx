import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { isPlausibleSpacing } from '#core/geometry/spacing.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { distancePx } from '#state/view-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import s from './CalibrationBar.module.css';
import { parseNumber } from './parse-number.ts';

/** Leads through the calibration: two clicks on the slide, then the distance between them. */
export function CalibrationBar({ slide }: { readonly slide: OpenSlide }) {
  const { stores, commands } = useApp();
  const calibration = useStore(stores.view, (state) => state.calibration);
  const isOn = calibration.kind !== 'off';
  const stop = useCallback(() => {
    stores.view.setState({ calibration: { kind: 'off' } });
  }, [stores]);
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') stop();
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, [isOn, stop]);
  if (!isOn) return null;
  return (
    <section className={s['bar']} aria-label={text.spacing.region} aria-live="polite">
      {calibration.kind === 'length' ? (
        <LengthForm
          px={distancePx(calibration.from, calibration.to)}
          onSpacing={(umPerPx) => {
            if (commands.stateSpacing(slide.description.id, umPerPx)) stop();
          }}
        />
      ) : (
        <p>{calibration.kind === 'first' ? text.spacing.first : text.spacing.second}</p>
      )}
      <Button look="ghost" onClick={stop}>
        {text.spacing.cancel}
      </Button>
    </section>
  );
}

function LengthForm(props: { readonly px: number; readonly onSpacing: (umPerPx: number) => void }) {
  const [typed, setTyped] = useState('');
  const um = parseNumber(typed);
  const umPerPx = um === null ? null : um / props.px;
  const isUsable = umPerPx !== null && isPlausibleSpacing(umPerPx);
  return (
    <form
      className={s['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isUsable) props.onSpacing(umPerPx);
      }}
    >
      <label className={s['label']}>
        {text.spacing.length}
        <input
          className={s['input']}
          type="text"
          inputMode="decimal"
          autoFocus
          autoComplete="off"
          value={typed}
          aria-describedby="calibration-result"
          onChange={(event) => {
            setTyped(event.target.value);
          }}
        />
      </label>
      <output id="calibration-result" className={s['result']}>
        {umPerPx === null ? '' : isUsable ? text.spacing.result(umPerPx, props.px) : text.spacing.implausible}
      </output>
      <Button look="primary" type="submit" disabled={!isUsable}>
        {text.spacing.set}
      </Button>
    </form>
  );
}
