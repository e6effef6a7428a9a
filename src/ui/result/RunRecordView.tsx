import type { ReactNode } from 'react';
import type { RunRecord, RunResult, Sampling } from '#core/result/run-result.ts';
import { text } from '#ui/messages/text.ts';
import { Disclosure } from '../controls/Disclosure.tsx';
import { count, duration, significant, spacing, utcSecond } from '../messages/numbers.ts';
import { changeText, coverageText } from '../run/anytime-text.ts';
import { backEndText, recordNotes, tissueText } from './record-text.ts';
import s from './RunRecordView.module.css';

/** How the result was made: all that is exported with it. */
export function RunRecordView({ result }: { readonly result: RunResult }) {
  const { run, timings, patches, sampling } = result;
  const { slide, bundle, plan } = run;
  return (
    <Disclosure title={text.result.record}>
      <dl className={s['record']}>
        <Entry name={text.record.slide}>
          {text.phrases.listed([slide.name, text.rail.pixels(slide.width, slide.height)])}
        </Entry>
        <Entry name={text.record.fingerprint} isCode>
          {slide.fingerprint ?? text.record.none}
        </Entry>
        <Entry name={text.record.spacing}>
          {text.phrases.listed([
            slide.spacingXUmPerPx === slide.spacingYUmPerPx
              ? spacing(slide.spacingXUmPerPx)
              : `${significant(slide.spacingXUmPerPx, 4)} × ${spacing(slide.spacingYUmPerPx)}`,
            text.record.statedBy[slide.spacingStatedBy],
          ])}
        </Entry>
        <Entry name={text.record.model}>{text.result.madeBy(bundle.name, bundle.version)}</Entry>
        <Entry name={text.record.architecture}>{text.record.architectures[bundle.architecture]}</Entry>
        {sampling ? (
          <SamplingEntries sampling={sampling} run={run} />
        ) : (
          <Entry name={text.record.patches}>
            {text.record.patchText(patches.length, plan.sizePx, plan.modelSizePx, spacing(plan.modelSpacingUmPerPx))}
          </Entry>
        )}
        {plan.scale === undefined ? null : (
          <Entry name={text.record.finer}>
            {text.record.finerText(
              patches.length * plan.scale ** 2,
              plan.scale,
              plan.modelSizePx,
              spacing(plan.modelSpacingUmPerPx / plan.scale),
            )}
          </Entry>
        )}
        {run.coverage ? (
          <Entry name={text.anytime.recordName}>
            {[coverageText(result, false, []), changeText(result, [])].filter((one) => one !== null).join(' ')}
          </Entry>
        ) : null}
        <Entry name={text.record.tissue}>{tissueText(run)}</Entry>
        <Entry name={text.record.backEnd}>{backEndText(run.backEnd)}</Entry>
        <Entry name={text.record.damaged}>{count(run.damagedTiles)}</Entry>
        <Entry name={text.record.started}>{utcSecond(run.startedAt)}</Entry>
        <Entry name={text.record.finished}>{utcSecond(run.finishedAt)}</Entry>
        <Entry name={text.record.times}>
          {text.record.timeText(
            duration(timings.modelSeconds),
            duration(timings.tissueSeconds),
            duration(timings.encodeSeconds),
            duration(timings.headSeconds),
          )}
        </Entry>
        <Entry name={text.record.rate}>{text.run.rate(timings.patchesPerSecond)}</Entry>
        {run.seed === null || sampling ? null : <Entry name={text.record.seed}>{run.seed}</Entry>}
        <Entry name={text.record.software}>
          {run.software.name} {run.software.version}
        </Entry>
        {run.notes.length > 0 ? <Entry name={text.record.notes}>{recordNotes(run)}</Entry> : null}
        <Entry name={text.record.files} isCode>
          {bundle.files.map(({ path, sha256 }) => (
            <span key={path} className={s['file']} title={sha256}>
              {path} {sha256.slice(0, 12)}…
            </span>
          ))}
        </Entry>
      </dl>
    </Disclosure>
  );
}

/** How attention sampling looked: at which images, at how many places, by which chance. */
function SamplingEntries({ sampling, run: { plan, seed } }: { readonly sampling: Sampling; readonly run: RunRecord }) {
  const { scope, mode, samples, repeats, fields } = sampling;
  const first = fields[0]?.rect;
  return (
    <>
      <Entry name={text.record.images}>
        {text.record.imageText(
          fields.length,
          text.record.scopes[scope],
          first ? text.rail.pixels(first.width, first.height) : '',
          spacing(plan.modelSpacingUmPerPx),
        )}
      </Entry>
      <Entry name={text.record.samples}>
        {mode === 'draw' ? text.record.drawn(samples, repeats) : text.record.mostAttended(samples)}
      </Entry>
      {seed === null ? null : <Entry name={text.record.seed}>{seed}</Entry>}
    </>
  );
}

function Entry(props: { readonly name: string; readonly isCode?: boolean; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd data-code={props.isCode ?? false}>{props.children}</dd>
    </div>
  );
}
