import { useStore } from 'zustand';
import { putToolAway, REGION_TOOL } from '#state/drawing-store.ts';
import { takeRegion } from '#state/sampling-store.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { toCss, transformOfFrame } from '#viewer/view-frame.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import s from './RegionBar.module.css';
import { sizeText } from './sampling-text.ts';

/** Says how a region is drawn, and takes the one in view for those who draw none; only while the tool is on. */
export function RegionBar({ slide }: { readonly slide: OpenSlide }) {
  const { stores } = useApp();
  const isOn = useStore(stores.drawing, ({ active }) => active?.purpose === REGION_TOOL.purpose);
  const hasView = useStore(stores.sampling, (state) => state.inView !== null);
  const stop = () => {
    stores.drawing.setState((state) => putToolAway(state, REGION_TOOL.purpose));
  };
  if (!isOn) return null;
  return (
    <section className={s['bar']} aria-label={text.sampling.bar}>
      <p>
        {text.sampling.barText} <span className={s['keys']}>{text.sampling.barKeys}</span>
      </p>
      <Button
        disabled={!hasView}
        onClick={() => {
          stores.sampling.setState((state) =>
            state.inView ? takeRegion(state, slide.description.id, state.inView) : state,
          );
          stop();
        }}
      >
        {text.sampling.useView}
      </Button>
      <Button look="ghost" onClick={stop}>
        {text.sampling.cancel}
      </Button>
    </section>
  );
}

/** The size of the region being drawn, written in its middle. */
export function RegionSize(props: {
  readonly slide: OpenSlide;
  readonly widthCssPx: number;
  readonly heightCssPx: number;
}) {
  const { stores } = useApp();
  const shape = useStore(stores.drawing, ({ active, draft }) =>
    active?.purpose === REGION_TOOL.purpose ? draft : null,
  );
  const draft = shape?.kind === 'rectangle' ? shape.rect : null;
  const view = useStore(stores.view, (state) => state.bySlide[props.slide.description.id]);
  if (!draft || !view) return null;
  const { widthCssPx, heightCssPx } = props;
  const transform = transformOfFrame({ ...view, widthCssPx, heightCssPx });
  const { x, y } = toCss(transform, draft.x + draft.width / 2, draft.y + draft.height / 2);
  const size = sizeText(props.slide, draft);
  const pixels = text.sampling.size(draft, null);
  return (
    <svg className={s['layer']} width={widthCssPx} height={heightCssPx} aria-hidden="true">
      <text className={s['size']} x={x} y={y}>
        {size}
      </text>
      {pixels === size ? null : (
        <text className={s['size']} x={x} y={y + 18}>
          {pixels}
        </text>
      )}
    </svg>
  );
}
