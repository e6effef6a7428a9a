import { useMemo } from 'react';
import { agreementOf, compareResults } from '#core/result/compare-results.ts';
import type { FigureDifference, MapDifference } from '#core/result/compare-results.ts';
import type { RunTwice } from '#state/slide-results.ts';
import { text } from '#ui/messages/text.ts';
import { significant } from '../messages/numbers.ts';
import { backEndText, summaryOf, uncomparedOf } from './comparison-text.ts';
import s from './RunAgain.module.css';

/** How far a run of this machine is from the result that was shared, beside what the link's rounding alone makes of it. */
export function Comparison({ pair }: { readonly pair: RunTwice }) {
  const { shared, own } = pair;
  const isFile = shared.origin?.kind !== 'link';
  const difference = useMemo(
    () => compareResults(shared.result, own.result, shared.origin?.kind === 'link' ? shared.origin.roundings : {}),
    [shared, own],
  );
  const { maps, answer, backEnds } = difference;
  const agreement = agreementOf(difference);
  const agrees = agreement === 'all' ? true : agreement === 'differs' ? false : undefined;
  return (
    <section className={s['comparison']} aria-label={text.share.again.region}>
      <div className={s['summary']} data-agrees={isFile ? undefined : agrees} role="status">
        {summaryOf(difference, isFile).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <MapTable maps={maps.filter(({ compared }) => compared > 0)} isFile={isFile} />
      {uncomparedOf(difference).map((sentence) => (
        <p key={sentence} className={s['hint']}>
          {sentence}
        </p>
      ))}
      {answer ? <AnswerTable figures={answer} /> : null}
      <p className={s['hint']}>{backEndText(backEnds)}</p>
    </section>
  );
}

function MapTable({ maps, isFile }: { readonly maps: readonly MapDifference[]; readonly isFile: boolean }) {
  const { again } = text.share;
  if (maps.length === 0) return null;
  return (
    <table className={s['table']}>
      <thead>
        <tr>
          <th scope="col">{again.map}</th>
          <th scope="col">{again.largest}</th>
          <th scope="col">{again.mean}</th>
          {isFile ? null : <th scope="col">{again.rounding}</th>}
        </tr>
      </thead>
      <tbody>
        {maps.map((map) => (
          <tr key={map.id}>
            <th scope="row">{text.result.mapNames[map.id]}</th>
            <td>{inUnit(map, map.largest)}</td>
            <td>{inUnit(map, map.mean)}</td>
            {isFile ? null : <td>{map.rounding === null ? '' : `± ${inUnit(map, map.rounding)}`}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function AnswerTable({ figures }: { readonly figures: readonly FigureDifference[] }) {
  const { again } = text.share;
  return (
    <table className={s['table']}>
      <thead>
        <tr>
          <th scope="col">{again.figure}</th>
          <th scope="col">{again.shared}</th>
          <th scope="col">{again.own}</th>
          <th scope="col">{again.difference}</th>
        </tr>
      </thead>
      <tbody>
        {figures.map(({ kind, name, shared, own }) => (
          <tr key={`${kind} ${name}`}>
            <th scope="row">{kind === 'risk' ? again.risk : name}</th>
            <td>{shared.toFixed(4)}</td>
            <td>{own.toFixed(4)}</td>
            <td>{significant(Math.abs(own - shared), 2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A relevance as it is, an attention as a multiple of its even share. */
function inUnit({ id }: MapDifference, value: number): string {
  return `${significant(value, 2)}${id === 'task-relevance' ? '' : '×'}`;
}
