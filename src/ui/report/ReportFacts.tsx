import type { ReactNode } from 'react';
import { meanSpacing } from '#core/geometry/spacing.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { count, duration, micrometres, spacing, utcMinute } from '../messages/numbers.ts';
import { backEndText, recordNotes, tissueText } from '../result/record-text.ts';
import s from './Report.module.css';

/** Characters of a hash that tell it from others at a glance. */
const HASH_CHARACTERS = 16;
/** Characters of the notes of a run on the page. */
const MOST_NOTES = 280;

/** What the slide is, as the run took it. */
export function SlideSection({ slide, run }: { readonly slide: OpenSlide; readonly run: RunResult['run'] }) {
  const { description } = slide;
  const { width, height, spacingXUmPerPx, spacingYUmPerPx, spacingStatedBy, fingerprint } = run.slide;
  const umPerPx = meanSpacing({ xUmPerPx: spacingXUmPerPx, yUmPerPx: spacingYUmPerPx });
  return (
    <section aria-label={text.report.slide}>
      <h2>{text.report.slide}</h2>
      <dl className={s['record']}>
        <Fact name={text.rail.size}>
          {text.phrases.listed([
            text.rail.pixels(width, height),
            text.rail.extent(micrometres(width * spacingXUmPerPx), micrometres(height * spacingYUmPerPx)),
          ])}
        </Fact>
        <Fact name={text.rail.spacing}>
          {text.phrases.listed([spacing(umPerPx), text.record.statedBy[spacingStatedBy]])}
        </Fact>
        <Fact name={text.rail.format}>{text.rail.formats[description.format] ?? description.format}</Fact>
        <Fact name={text.record.fingerprint}>
          <code>{fingerprint === null ? text.record.none : `${fingerprint.slice(0, HASH_CHARACTERS)}…`}</code>
        </Fact>
      </dl>
    </section>
  );
}

/** How the result was made. */
export function RecordSection({ result }: { readonly result: RunResult }) {
  const { run, timings, patches, sampling } = result;
  const { bundle, plan } = run;
  const notes = recordNotes(run);
  const weights = bundle.files.filter(({ path }) => path.endsWith('.onnx'));
  return (
    <section aria-label={text.result.record}>
      <h2>{text.result.record}</h2>
      <dl className={s['record']}>
        <Fact name={text.record.model}>
          {text.phrases.listed([
            text.result.madeBy(bundle.name, bundle.version),
            text.record.architectures[bundle.architecture],
          ])}
        </Fact>
        <Fact name={sampling ? text.record.images : text.record.patches}>
          {sampling
            ? text.record.imageText(
                sampling.fields.length,
                text.record.scopes[sampling.scope],
                text.rail.pixels(patches[0]?.width ?? 0, patches[0]?.height ?? 0),
                spacing(plan.modelSpacingUmPerPx),
              )
            : text.record.patchText(patches.length, plan.sizePx, plan.modelSizePx, spacing(plan.modelSpacingUmPerPx))}
        </Fact>
        <Fact name={text.record.tissue}>{tissueText(run)}</Fact>
        <Fact name={text.record.backEnd}>{backEndText(run.backEnd)}</Fact>
        <Fact name={text.record.finished}>
          {text.phrases.listed([utcMinute(run.finishedAt), duration(timings.totalSeconds)])}
        </Fact>
        <Fact name={text.record.damaged}>{count(run.damagedTiles)}</Fact>
        {run.seed === null ? null : <Fact name={text.record.seed}>{run.seed}</Fact>}
        <Fact name={text.record.software}>
          {run.software.name} {run.software.version}
        </Fact>
        <Fact name={text.record.files}>
          <code>
            {weights
              .slice(0, 3)
              .map(({ path, sha256 }) => `${path} ${sha256.slice(0, HASH_CHARACTERS)}…`)
              .join(' · ')}
            {weights.length > 3 ? ` +${weights.length - 3}` : ''}
          </code>
        </Fact>
        {notes === '' ? null : (
          <Fact name={text.record.notes} isWide>
            {notes.length > MOST_NOTES ? `${notes.slice(0, MOST_NOTES)}…` : notes}
          </Fact>
        )}
      </dl>
    </section>
  );
}

/** `isWide`: over both columns. */
function Fact(props: { readonly name: string; readonly isWide?: boolean; readonly children: ReactNode }) {
  const { name, isWide = false, children } = props;
  return (
    <div data-wide={isWide}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
