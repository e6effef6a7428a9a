import type { CheckReport, Checks } from '#state/models-store.ts';
import type { AsyncStatus } from '#state/async-status.ts';
import { text } from '#ui/messages/text.ts';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import s from './CheckTable.module.css';

/** How near this machine's answers to a model's golden input are to those that came with it, by back end. */
export function CheckTable({ checks }: { readonly checks: Checks }) {
  return (
    <div className={s['checks']} role="group" aria-label={text.bundles.checkTitle}>
      {(['wasm', 'webgpu'] as const).map((backEnd) => {
        const check = checks[backEnd];
        return check ? (
          <section key={backEnd} aria-label={text.bundles.backEnds[backEnd]}>
            <h4 className={s['backEnd']}>
              {text.bundles.backEnds[backEnd]}{' '}
              <span data-passed={check.kind === 'done' ? check.value.passed : undefined} className={s['verdict']}>
                {verdict(check)}
              </span>
            </h4>
            {check.kind === 'failed' ? <ErrorBanner error={check.error} /> : null}
            {check.kind === 'done' ? <Differences report={check.value} /> : null}
          </section>
        ) : null;
      })}
    </div>
  );
}

function verdict(check: AsyncStatus<null, CheckReport>): string {
  if (check.kind === 'running') return text.bundles.checkRunning;
  if (check.kind !== 'done') return '';
  return `${check.value.passed ? text.bundles.passed : text.bundles.failed} ${text.bundles.checkIn(check.value.seconds)}`;
}

function Differences({ report }: { readonly report: CheckReport }) {
  return (
    <table className={s['table']}>
      <thead>
        <tr>
          <td />
          <th scope="col">{text.bundles.difference}</th>
          <th scope="col">{text.bundles.allowed}</th>
        </tr>
      </thead>
      <tbody>
        {report.encoderCosine === null ? null : (
          <tr>
            <th scope="row">{text.bundles.encoderCosine}</th>
            <td>{text.bundles.cosine(report.encoderCosine)}</td>
            <td>{text.bundles.atLeast(report.leastCosine)}</td>
          </tr>
        )}
        {Object.entries(report.differences).map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{text.bundles.differenceOf(value)}</td>
            <td>{text.bundles.atMost(report.limits[name] ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
