import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { SlidePicture } from '#commands/overview.ts';
import { classColour, textColourOn } from '#core/heatmap/class-colours.ts';
import type { SampledField, SampledPatch } from '#core/result/run-result.ts';
import { votedClass } from '#core/result/votes.ts';
import { en } from '#ui/messages/en.ts';
import { useApp, useViewer } from '../app-context.tsx';
import { drawRgb } from '../rail/draw-picture.ts';
import s from './DrawnPatches.module.css';
import { usePatchPictures } from './use-patch-pictures.ts';

/** The patches of one field as they were drawn, with what each votes for; pointing at one marks it on the slide. */
export function DrawnPatches(props: {
  readonly slideId: string;
  readonly field: SampledField;
  readonly classes: readonly string[];
  /** Side of a patch as the model saw it, px. */
  readonly sizePx: number;
}) {
  const { slideId, field, classes, sizePx } = props;
  const pictures = usePatchPictures(slideId, field, sizePx);
  return (
    <ol className={s['list']}>
      {field.draw.map((patch, i) => (
        <PatchRow
          key={`${patch.rect.x} ${patch.rect.y}`}
          patch={patch}
          index={i}
          classes={classes}
          picture={pictures[i]}
        />
      ))}
    </ol>
  );
}

function PatchRow(props: {
  readonly patch: SampledPatch;
  readonly index: number;
  readonly classes: readonly string[];
  readonly picture: SlidePicture | undefined;
}) {
  const { stores } = useApp();
  const viewer = useViewer();
  const { patch, index, classes, picture } = props;
  const isHovered = useStore(stores.sampling, (state) => state.hovered === index);
  const isSelected = useStore(stores.sampling, (state) => state.selected === index);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isSelected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isSelected]);
  const { index: top, strength } = votedClass(patch.vote);
  const name = classes[top] ?? '';
  const hover = (isOn: boolean) => () => {
    stores.sampling.setState((state) => {
      if (isOn) return { hovered: index };
      return state.hovered === index ? { hovered: null } : state;
    });
  };
  return (
    <li ref={row}>
      <button
        type="button"
        className={s['patch']}
        data-hovered={isHovered}
        aria-current={isSelected}
        aria-label={en.sampling.patch(index + 1, name, en.sampling.strength(strength))}
        onPointerEnter={hover(true)}
        onPointerLeave={hover(false)}
        onFocus={hover(true)}
        onBlur={hover(false)}
        onClick={() => {
          stores.sampling.setState({ selected: index, showMarks: true });
          viewer?.flyTo(patch.rect);
        }}
      >
        <span className={s['picture']}>
          <PatchPicture picture={picture} />
          <Badge number={index + 1} classIndex={top} />
        </span>
        <span className={s['vote']}>
          <span className={s['name']}>{name}</span>
          <span>{en.sampling.strength(strength)}</span>
        </span>
        <span className={s['weight']}>{en.sampling.weightAndTimes(patch.weight, patch.timesDrawn)}</span>
      </button>
    </li>
  );
}

function PatchPicture({ picture }: { readonly picture: SlidePicture | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current && picture) drawRgb(canvas.current, picture);
  }, [picture]);
  return <canvas ref={canvas} className={s['canvas']} width={1} height={1} aria-hidden="true" />;
}

/** The number as it stands on the slide. */
function Badge({ number, classIndex }: { readonly number: number; readonly classIndex: number }) {
  const colour = classColour(classIndex);
  const width = 16 + 6 * (String(number).length - 1);
  return (
    <svg className={s['badge']} viewBox="0 0 24 18" preserveAspectRatio="xMinYMin meet" aria-hidden="true">
      <rect x="1" y="1" width={width} height="16" rx="8" fill={colour} stroke="#fff" />
      <text x={1 + width / 2} y="12.75" textAnchor="middle" fill={textColourOn(colour)}>
        {number}
      </text>
    </svg>
  );
}
