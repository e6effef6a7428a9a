import { CircleCheck, CircleX, Minus } from 'lucide-react';
import type { InstallationReport } from '#core/check/check-report.ts';
import type { FoundModel, FoundStep } from '#core/check/found.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { Disclosure } from '../controls/Disclosure.tsx';
import { useFocusWhenLost } from '../controls/use-focus-when-lost.ts';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import f from '../workstation/Facts.module.css';
import { factTexts, failedThings, paceText, todoTexts } from './check-text.ts';
import s from './CheckFindings.module.css';
import { ComparedTable } from './ComparedTable.tsx';
import { summaryText } from './summary-text.ts';

/** What was found, model by model; the verdict and the report once the check has ended. */
export function CheckFindings(props: {
  readonly models: readonly FoundModel[];
  readonly report: InstallationReport | null;
}) {
  const { models, report } = props;
  return (
    <section className={s['findings']} aria-label={text.check.findings}>
      {report ? <Verdict models={models} report={report} /> : null}
      {models.map((model) => (
        <section key={model.id} className={s['model']} aria-label={model.name}>
          <h3>
            {model.name}{' '}
            <span className={s['kind']}>{model.forPhantoms ? text.bundles.forPhantoms : text.bundles.forTissue}</span>
          </h3>
          {model.steps.map((step) => (
            <Step key={step.backEnd} step={step} />
          ))}
        </section>
      ))}
      {report ? <p className={s['quiet']}>{text.check.tolerances}</p> : null}
      {report ? <Machine report={report} /> : null}
    </section>
  );
}

function Verdict({ models, report }: { readonly models: readonly FoundModel[]; readonly report: InstallationReport }) {
  const { commands } = useApp();
  const here = useFocusWhenLost<HTMLDivElement>();
  return (
    <div ref={here} tabIndex={-1} className={s['verdict']} data-verdict={report.verdict}>
      <p role="status" className={s['said']}>
        {text.check.verdict[report.verdict]}
      </p>
      {todoTexts(models, report).map((todo) => (
        <p key={todo}>{todo}</p>
      ))}
      <div className={s['actions']}>
        <Button
          onClick={() => {
            commands.saveCheckReport('json', `${JSON.stringify(report, null, 2)}\n`);
          }}
        >
          {text.check.saveJson}
        </Button>
        <Button
          onClick={() => {
            commands.saveCheckReport('txt', summaryText(models, report));
          }}
        >
          {text.check.saveText}
        </Button>
      </div>
    </div>
  );
}

function Step({ step }: { readonly step: FoundStep }) {
  const failed = failedThings(step);
  const hasRows = step.golden.length + step.phantom.length > 0;
  return (
    <div className={s['step']} data-outcome={step.outcome}>
      <p className={s['line']}>
        <OutcomeIcon outcome={step.outcome} />
        <span className={s['backEnd']}>{text.bundles.backEnds[step.backEnd]}</span>
        <span className={s['outcome']}>{text.check.outcomes[step.outcome]}</span>
        <span className={s['quiet']}>{paceText(step)}</span>
      </p>
      {failed.length > 0 ? <p>{text.check.differs(text.phrases.listed(failed))}</p> : null}
      {step.withoutAnswer ? <p className={s['quiet']}>{text.check.without[step.withoutAnswer]}</p> : null}
      {step.error ? <ErrorBanner error={step.error} /> : null}
      {hasRows ? (
        <Disclosure title={text.check.details}>
          <ComparedTable title={text.check.step.golden} rows={step.golden} />
          <ComparedTable title={text.check.step.phantom} rows={step.phantom} />
        </Disclosure>
      ) : null}
    </div>
  );
}

function OutcomeIcon({ outcome }: { readonly outcome: FoundStep['outcome'] }) {
  if (outcome === 'passed') return <CircleCheck aria-hidden="true" />;
  return outcome === 'not-run' || outcome === 'not-compared' ? (
    <Minus aria-hidden="true" />
  ) : (
    <CircleX aria-hidden="true" />
  );
}

function Machine({ report }: { readonly report: InstallationReport }) {
  return (
    <Disclosure title={text.check.machine}>
      <dl className={f['facts']}>
        {factTexts(report).map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Disclosure>
  );
}
