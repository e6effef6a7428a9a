import type { ClassAnswer } from '#core/result/run-result.ts';
import { text } from '#ui/messages/text.ts';
import { score } from '../messages/numbers.ts';
import s from './Compared.module.css';
import { changeText } from './question-text.ts';

/** The score of each class: of the full slide, to the question, and the difference. In the bar the full slide's is the upright stroke. */
export function ScoresCompared({ full, now }: { readonly full: ClassAnswer; readonly now: ClassAnswer | null }) {
  const hasSpread = full.spread !== undefined && full.spread.repeats > 1;
  const withSpread = ({ scores, spread }: ClassAnswer, i: number) => {
    const value = score(scores[i] ?? NaN);
    const sd = spread && spread.repeats > 1 ? spread.scoresSd[i] : undefined;
    return sd === undefined ? value : text.result.withSpread(value, score(sd));
  };
  return (
    <>
      <table className={s['table']}>
        <thead>
          <tr>
            <td />
            <th scope="col">{text.whatIf.fullSlide}</th>
            <th scope="col">{text.whatIf.now}</th>
            <th scope="col">{text.whatIf.difference}</th>
          </tr>
        </thead>
        {full.classes.map((name, i) => {
          const before = full.scores[i] ?? NaN;
          const after = now?.scores[i];
          return (
            <tbody key={name} className={s['class']}>
              <tr>
                <th scope="row">{name}</th>
                <td>{withSpread(full, i)}</td>
                <td className={s['now']}>{now ? withSpread(now, i) : '–'}</td>
                <td>{after === undefined ? '–' : changeText(after - before)}</td>
              </tr>
              <tr className={s['barRow']} aria-hidden="true">
                <td colSpan={4}>
                  <svg className={s['bar']} viewBox="0 0 100 8" preserveAspectRatio="none">
                    <rect y="2" width="100" height="4" className={s['track'] ?? ''} />
                    <rect y="2" width={(after ?? 0) * 100} height="4" className={s['fill'] ?? ''} />
                    <line x1={before * 100} x2={before * 100} y1="0" y2="8" className={s['was'] ?? ''} />
                  </svg>
                </td>
              </tr>
            </tbody>
          );
        })}
      </table>
      {hasSpread ? <p className={s['note']}>{text.whatIf.drawSpread}</p> : null}
    </>
  );
}
