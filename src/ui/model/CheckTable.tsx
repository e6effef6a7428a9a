import type { CheckReport, Checks } from '#state/models-store.ts';
import type { AsyncStatus } from '#state/async-status.ts';
import { en } from '#ui/messages/en.ts';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import s from './CheckTable.module.css';

/** How near this machine's answers to a model's golden input are to those that came with it, by back end. */
export function CheckTable({ checks }: { readonly checks: Checks }) {
  return (
    <div className={s['checks']} role="group" aria-label={en.bundles.checkTitle}>
      {(['wasm', 'webgpu'] as const).map((backEnd) => {
        const check = checks[backEnd];
        return check ? (
          <section key={backEnd} aria-label={en.bundles.backEnds[backEnd]}>
            <h4 className={s['backEnd']}>
              {en.bundles.backEnds[backEnd]}{' '}
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
  if (check.kind === 'running') return en.bundles.checkRunning;
  if (check.kind !== 'done') return '';
  return `${check.value.passed ? en.bundles.passed : en.bundles.failed} ${en.bundles.checkIn(check.value.seconds)}`;
}

function Differences({ report }: { readonly report: CheckReport }) {
  return (
    <table className={s['table']}>
      <thead>
        <tr>
          <td />
          <th scope="col">{en.bundles.difference}</th>
          <th scope="col">{en.bundles.allowed}</th>
        </tr>
      </thead>
      <tbody>
        {report.encoderCosine === null ? null : (
          <tr>
            <th scope="row">{en.bundles.encoderCosine}</th>
            <td>{en.bundles.cosine(report.encoderCosine)}</td>
            <td>{en.bundles.atLeast(report.leastCosine)}</td>
          </tr>
        )}
        {Object.entries(report.differences).map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{en.bundles.differenceOf(value)}</td>
            <td>{en.bundles.atMost(report.limits[name] ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
