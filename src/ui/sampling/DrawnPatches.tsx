import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { classColour, textColourOn } from '#core/heatmap/class-colours.ts';
import type { SampledField, SampledPatch } from '#core/result/run-result.ts';
import { scoreOfVote, votedClass } from '#core/result/votes.ts';
import { text } from '#ui/messages/text.ts';
import { useApp, useViewer } from '../app-context.tsx';
import { PatchPicture } from '../patches/PatchPicture.tsx';
import { usePatchPictures } from '../patches/use-patch-pictures.ts';
import s from './DrawnPatches.module.css';

/** The patches of one field as they were drawn, with what each votes for; pointing at one marks it on the slide. */
export function DrawnPatches(props: {
  readonly slideId: string;
  readonly field: SampledField;
  readonly classes: readonly string[];
  /** Side of a patch as the model saw it, px. */
  readonly sizePx: number;
  /** Of the model's answer; null where the model is not loaded: then votes have no score. */
  readonly sharpness: number | null;
}) {
  const { slideId, field, classes, sizePx, sharpness } = props;
  const pictures = usePatchPictures(slideId, field.draw, sizePx);
  return (
    <div>
      <p className={s['header']} aria-hidden="true">
        <span>{sharpness === null ? '' : text.sampling.vote}</span>
        <span>{text.sampling.weight}</span>
      </p>
      <ol className={s['list']}>
        {field.draw.map((patch, i) => (
          <PatchRow
            key={`${patch.rect.x} ${patch.rect.y}`}
            patch={patch}
            index={i}
            name={classes[votedClass(patch.vote)] ?? ''}
            score={sharpness === null ? null : scoreOfVote(patch.vote, sharpness)}
            picture={pictures[i]}
          />
        ))}
      </ol>
    </div>
  );
}

function PatchRow(props: {
  readonly patch: SampledPatch;
  readonly index: number;
  /** Of the class voted for. */
  readonly name: string;
  readonly score: number | null;
  readonly picture: ImageData | undefined;
}) {
  const { stores } = useApp();
  const viewer = useViewer();
  const { patch, index, name, score, picture } = props;
  const isHovered = useStore(stores.sampling, (state) => state.hovered === index);
  const isSelected = useStore(stores.sampling, (state) => state.selected === index);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isSelected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isSelected]);
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
        aria-label={text.sampling.patch(index + 1, name)}
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
          <PatchPicture picture={picture} className={s['canvas'] ?? ''} />
          <Badge number={index + 1} classIndex={votedClass(patch.vote)} />
        </span>
        <span className={s['name']}>
          {name}
          {patch.timesDrawn > 1 ? <span className={s['times']}>{text.sampling.times(patch.timesDrawn)}</span> : null}
        </span>
        <span className={s['number']}>{score === null ? '' : score.toFixed(2)}</span>
        <span className={s['number']}>{text.sampling.share(patch.weight)}</span>
      </button>
    </li>
  );
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
