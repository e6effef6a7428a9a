import type { Compared } from '#core/check/check-report.ts';
import { text } from '#ui/messages/text.ts';
import { significant } from '../messages/numbers.ts';
import { differenceText, thingText } from './check-text.ts';
import s from './CheckFindings.module.css';

/** Largest differences of one comparison beside what they may be. */
export function ComparedTable({ title, rows }: { readonly title: string; readonly rows: readonly Compared[] }) {
  if (rows.length === 0) return null;
  return (
    <table className={s['table']}>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">{text.bundles.difference}</th>
          <th scope="col">{text.bundles.allowed}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ what, difference, limit, passed }) => (
          <tr key={what} data-passed={passed}>
            <th scope="row">{thingText(what)}</th>
            <td>{differenceText(difference)}</td>
            <td>{text.bundles.atMost(Number(significant(limit, 2)))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
