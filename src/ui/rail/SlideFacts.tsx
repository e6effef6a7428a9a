import type { ReactNode } from 'react';
import { magnificationOfSpacing, meanSpacing } from '#core/geometry/spacing.ts';
import { spacingInUse, type OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { magnificationLabel } from '#viewer/magnification.ts';
import { Disclosure } from '../controls/Disclosure.tsx';
import { bytes, micrometres, spacing } from '../messages/numbers.ts';
import s from './SlideFacts.module.css';

/** What is known about a slide, and who said it. */
export function SlideFacts({ slide }: { readonly slide: OpenSlide }) {
  const { description } = slide;
  const inUse = spacingInUse(slide);
  const properties = Object.entries(description.properties);
  const power = description.objectivePower ?? (inUse ? magnificationOfSpacing(meanSpacing(inUse.spacing)) : null);
  return (
    <section aria-label={text.rail.facts}>
      <dl className={s['facts']}>
        <Fact name={text.rail.size}>
          {text.rail.pixels(description.width, description.height)}
          {inUse ? (
            <span className={s['aside']}>
              {text.rail.extent(
                micrometres(description.width * inUse.spacing.xUmPerPx),
                micrometres(description.height * inUse.spacing.yUmPerPx),
              )}
            </span>
          ) : null}
        </Fact>
        <Fact name={text.rail.spacing}>
          {inUse ? spacing(meanSpacing(inUse.spacing)) : text.rail.spacingAbsent}
          <span className={s['aside']}>
            {inUse
              ? inUse.statedBy === 'user'
                ? text.rail.spacingByUser
                : text.rail.spacingByFile
              : description.spacingNote}
          </span>
        </Fact>
        {power === null ? null : <Fact name={text.rail.magnification}>{magnificationLabel(power)}</Fact>}
        <Fact name={text.rail.format}>{text.rail.formats[description.format]}</Fact>
        <Fact name={text.rail.levels}>{description.levels.length}</Fact>
        {description.byteSize === null ? null : <Fact name={text.rail.fileSize}>{bytes(description.byteSize)}</Fact>}
        <Fact name={text.rail.source}>{sourceText(slide)}</Fact>
      </dl>
      {properties.length > 0 ? (
        <Disclosure title={text.rail.more}>
          <dl className={s['properties']}>
            {properties.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Disclosure>
      ) : null}
    </section>
  );
}

function sourceText({ description, downloadedFrom }: OpenSlide): string {
  if (downloadedFrom !== null) return text.rail.downloaded(downloadedFrom);
  return description.url === null ? text.rail.local : (URL.parse(description.url)?.host ?? '');
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={s['fact']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
