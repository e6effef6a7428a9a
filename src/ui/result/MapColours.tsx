import { ArrowLeftRight } from 'lucide-react';
import { memo } from 'react';
import { useStore } from 'zustand';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import { ColourMapChoice } from './ColourMapChoice.tsx';
import s from './MapColours.module.css';

/** The colours, their direction, and whether patches are drawn as blocks or filled in between. */
export const MapColours = memo(function MapColours(props: {
  readonly isSigned: boolean;
  readonly canInterpolate: boolean;
}) {
  const { isSigned, canInterpolate } = props;
  const { stores } = useApp();
  const reversed = useStore(stores.overlay, (state) => state.reversed);
  const interpolated = useStore(stores.overlay, (state) => state.interpolated);
  return (
    <div>
      <div className={s['row']}>
        <ColourMapChoice isSigned={isSigned} />
        <button
          type="button"
          className={s['reverse']}
          aria-pressed={reversed}
          aria-label={text.maps.reversed}
          title={text.maps.reversed}
          onClick={() => {
            stores.overlay.setState({ reversed: !reversed });
          }}
        >
          <ArrowLeftRight aria-hidden="true" />
        </button>
        <Segmented
          label={text.maps.drawing}
          value={interpolated && canInterpolate ? 'interpolated' : 'blocks'}
          segments={[
            { value: 'blocks', label: text.maps.blocks },
            { value: 'interpolated', label: text.maps.interpolated, disabled: !canInterpolate },
          ]}
          onChange={(drawing) => {
            stores.overlay.setState({ interpolated: drawing === 'interpolated' });
          }}
        />
      </div>
      {canInterpolate ? null : <p className={s['note']}>{text.maps.interpolatedNot}</p>}
    </div>
  );
});
