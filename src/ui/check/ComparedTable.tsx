import type { Compared } from '#core/check/check-report.ts';
import { text } from '#ui/messages/text.ts';
import { differenceText, limitText, thingText } from './check-text.ts';
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
        {rows.map((row) => (
          <tr key={row.what} data-passed={row.passed}>
            <th scope="row">{thingText(row.what)}</th>
            <td>{differenceText(row)}</td>
            <td>{limitText(row)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
