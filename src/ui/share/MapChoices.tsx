import { useId } from 'react';
import type { MapId } from '#core/model/map-ids.ts';
import { readingFactor } from '#core/result/reading-factor.ts';
import type { PatchMap, RunResult } from '#core/result/run-result.ts';
import type { MadeLink } from '#core/result/share-link/share-link.ts';
import { text } from '#ui/messages/text.ts';
import { significant } from '../messages/numbers.ts';
import s from './ShareForm.module.css';

/** Which maps go into the link, and how far their scores are rounded. */
export function MapChoices(props: {
  readonly result: RunResult;
  readonly link: MadeLink;
  readonly chosen: readonly MapId[];
  readonly onChange: (maps: readonly MapId[]) => void;
}) {
  const { result, link, chosen } = props;
  const id = useId();
  if (result.maps.length === 0) return null;
  return (
    <fieldset className={s['maps']}>
      <legend className={s['heading']}>{text.share.maps}</legend>
      {result.maps.map((map) => (
        <div key={map.id} className={s['map']}>
          <input
            id={`${id}-${map.id}`}
            type="checkbox"
            checked={chosen.includes(map.id)}
            aria-describedby={`${id}-${map.id}-rounded`}
            onChange={(event) => {
              const isIn = event.target.checked;
              props.onChange(
                result.maps.map((one) => one.id).filter((one) => (one === map.id ? isIn : chosen.includes(one))),
              );
            }}
          />
          <label htmlFor={`${id}-${map.id}`}>{text.result.mapFull[map.id]}</label>
          <span id={`${id}-${map.id}-rounded`} className={s['hint']}>
            {roundedText(map, result, link)}
          </span>
        </div>
      ))}
    </fieldset>
  );
}

/** By how much a score in the link may be off, in the unit that it is read in. */
function roundedText(map: PatchMap, result: RunResult, link: MadeLink): string {
  const rounding = link.kind === 'link' ? link.roundings[map.id] : undefined;
  if (!rounding) return '';
  const { bits, step } = rounding;
  if (step === 0) return text.share.mapExact(bits);
  const off = significant((step / 2) * readingFactor(map, result), 2);
  return text.share.mapRounded(bits, map.id === 'task-relevance' ? off : `${off}×`);
}
