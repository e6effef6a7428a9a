import { useStore } from 'zustand';
import type { Level0Point } from '#core/geometry/frames.ts';
import { toCss, transformOfFrame } from '#viewer/view-frame.ts';
import { useApp } from '../app-context.tsx';
import s from './CalibrationMarks.module.css';

/** The points clicked and the line between them, drawn over the slide in CSS px of the viewer. */
export function CalibrationMarks(props: {
  readonly slideId: string;
  readonly widthCssPx: number;
  readonly heightCssPx: number;
}) {
  const { stores } = useApp();
  const view = useStore(stores.view, (state) => state.bySlide[props.slideId]);
  const calibration = useStore(stores.view, (state) => state.calibration);
  const pointer = useStore(stores.view, (state) => (state.calibration.kind === 'second' ? state.pointer : null));
  if (!view || calibration.kind === 'off' || calibration.kind === 'first') return null;
  const { widthCssPx, heightCssPx } = props;
  const transform = transformOfFrame({ ...view, widthCssPx, heightCssPx });
  const place = (point: Level0Point) => toCss(transform, point.x, point.y);
  const from = place(calibration.from);
  const end = calibration.kind === 'length' ? calibration.to : pointer;
  const to = end ? place(end) : null;
  return (
    <svg className={s['marks']} width={widthCssPx} height={heightCssPx} aria-hidden="true">
      {to ? <line className={s['halo']} x1={from.x} y1={from.y} x2={to.x} y2={to.y} /> : null}
      {to ? <line className={s['line']} x1={from.x} y1={from.y} x2={to.x} y2={to.y} /> : null}
      <circle className={s['point']} cx={from.x} cy={from.y} r={4} />
      {calibration.kind === 'length' && to ? <circle className={s['point']} cx={to.x} cy={to.y} r={4} /> : null}
    </svg>
  );
}
