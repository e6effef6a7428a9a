import type { View } from '#state/view-store.ts';
import { text } from '#ui/messages/text.ts';
import { scaleBar } from '#viewer/scale-bar.ts';
import s from './ScaleBar.module.css';

const LONGEST_CSS_PX = 88;

/** A round length as long as it is on screen; in slide pixels while the spacing is not known. */
export function ScaleBar({ view }: { readonly view: View | null }) {
  const bar = view ? scaleBar(view, LONGEST_CSS_PX) : null;
  if (!bar) return <div />;
  return (
    <div className={s['scale']} role="img" aria-label={text.stage.scaleBar(bar.label)}>
      <svg width={bar.lengthCssPx} height="9" className={s['bar']} aria-hidden="true">
        <path d={`M0.5 0 V8.5 H${bar.lengthCssPx - 0.5} V0`} fill="none" stroke="currentColor" />
      </svg>
      <span className={s['label']}>{bar.label}</span>
    </div>
  );
}
