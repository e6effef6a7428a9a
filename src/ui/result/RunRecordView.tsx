import type { ReactNode } from 'react';
import type { RunRecord, RunResult, Sampling } from '#core/result/run-result.ts';
import { en } from '#ui/messages/en.ts';
import { Disclosure } from '../controls/Disclosure.tsx';
import { count, duration, percent, significant, spacing } from '../messages/numbers.ts';
import s from './RunRecordView.module.css';

/** How the result was made: all that is exported with it. */
export function RunRecordView({ result }: { readonly result: RunResult }) {
  const { run, timings, patches, sampling } = result;
  const { slide, bundle, plan, tissue, backEnd } = run;
  return (
    <Disclosure title={en.result.record}>
      <dl className={s['record']}>
        <Entry name={en.record.slide}>
          {slide.name}, {en.rail.pixels(slide.width, slide.height)}
        </Entry>
        <Entry name={en.record.fingerprint} isCode>
          {slide.fingerprint ?? en.record.none}
        </Entry>
        <Entry name={en.record.spacing}>
          {slide.spacingXUmPerPx === slide.spacingYUmPerPx
            ? spacing(slide.spacingXUmPerPx)
            : `${significant(slide.spacingXUmPerPx, 4)} × ${spacing(slide.spacingYUmPerPx)}`}
          , {en.record.statedBy[slide.spacingStatedBy]}
        </Entry>
        <Entry name={en.record.model}>{en.result.madeBy(bundle.name, bundle.version)}</Entry>
        <Entry name={en.record.architecture}>{en.record.architectures[bundle.architecture]}</Entry>
        {sampling ? (
          <SamplingEntries sampling={sampling} run={run} />
        ) : (
          <Entry name={en.record.patches}>
            {en.record.patchText(patches.length, plan.sizePx, plan.modelSizePx, spacing(plan.modelSpacingUmPerPx))}
          </Entry>
        )}
        {plan.scale === undefined ? null : (
          <Entry name={en.record.finer}>
            {en.record.finerText(
              patches.length * plan.scale ** 2,
              plan.scale,
              plan.modelSizePx,
              spacing(plan.modelSpacingUmPerPx / plan.scale),
            )}
          </Entry>
        )}
        <Entry name={en.record.tissue}>
          {tissue
            ? en.record.tissueText(
                percent(tissue.tissueShare, 1),
                tissue.threshold,
                spacing(tissue.spacingUmPerPx),
                plan.minCoverage,
              )
            : en.record.tissueNotSought}
        </Entry>
        <Entry name={en.record.backEnd}>
          {backEnd.kind === 'webgpu' ? en.status.gpu(backEnd.adapter ?? '') : en.status.cpu(backEnd.threads)},{' '}
          {backEnd.precision}
        </Entry>
        <Entry name={en.record.damaged}>{count(run.damagedTiles)}</Entry>
        <Entry name={en.record.started}>{run.startedAt}</Entry>
        <Entry name={en.record.finished}>{run.finishedAt}</Entry>
        <Entry name={en.record.times}>
          {en.record.timeText(
            duration(timings.modelSeconds),
            duration(timings.tissueSeconds),
            duration(timings.encodeSeconds),
            duration(timings.headSeconds),
          )}
        </Entry>
        <Entry name={en.record.rate}>{en.run.rate(timings.patchesPerSecond)}</Entry>
        {run.seed === null || sampling ? null : <Entry name={en.record.seed}>{run.seed}</Entry>}
        <Entry name={en.record.software}>
          {run.software.name} {run.software.version}
        </Entry>
        {run.notes.length > 0 ? <Entry name={en.record.notes}>{run.notes.join(' ')}</Entry> : null}
        <Entry name={en.record.files} isCode>
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
      <Entry name={en.record.images}>
        {en.record.imageText(
          fields.length,
          en.record.scopes[scope],
          first ? en.rail.pixels(first.width, first.height) : '',
          spacing(plan.modelSpacingUmPerPx),
        )}
      </Entry>
      <Entry name={en.record.samples}>
        {mode === 'draw' ? en.record.drawn(samples, repeats) : en.record.mostAttended(samples)}
      </Entry>
      {seed === null ? null : <Entry name={en.record.seed}>{seed}</Entry>}
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
