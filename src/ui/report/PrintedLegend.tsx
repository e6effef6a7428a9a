import { colourMapFor, type OverlayState } from '#state/overlay-store.ts';
import { paintingOf } from '#state/map-scale.ts';
import type { MapView } from '#state/result-view.ts';
import { text } from '#ui/messages/text.ts';
import { ColourBar } from '../result/ColourBar.tsx';
import { legendEnds, scaleText } from '../result/map-text.ts';
import s from './Report.module.css';

/** The colours of a map with what they mean, as it is drawn above or beside. */
export function PrintedLegend({ map, overlay }: { readonly map: MapView; readonly overlay: OverlayState }) {
  const painting = paintingOf(map, overlay);
  const { low, high, unit } = legendEnds(map, painting);
  return (
    <div className={s['legend']}>
      <div className={s['bar']}>
        <ColourBar colourMap={colourMapFor(overlay, map.isSigned)} reversed={overlay.reversed} />
      </div>
      <div className={s['ends']}>
        <span>{low}</span>
        <span className={s['soft']}>{unit}</span>
        <span>{high}</span>
      </div>
      {painting.hideBelow === null ? null : (
        <p className={s['soft']}>{text.figure.hidden(scaleText(map, painting.scaling, painting.hideBelow))}</p>
      )}
    </div>
  );
}
