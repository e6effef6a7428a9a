import type { ReactNode } from 'react';
import type { Model } from '#state/models-store.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { en } from '#ui/messages/en.ts';
import { Disclosure } from '../controls/Disclosure.tsx';
import { bytes, significant } from '../messages/numbers.ts';
import s from './ModelCard.module.css';
import { ModelFitLine } from './ModelFitLine.tsx';
import { PlanPreview } from './PlanPreview.tsx';

/** What the chosen model wants, answers and must not be used for. */
export function ModelCard({ model, slide }: { readonly model: Model; readonly slide: OpenSlide }) {
  const { manifest } = model;
  return (
    <div className={s['card']}>
      {manifest.phantom ? <p className={s['phantom']}>{en.model.phantomWarning}</p> : null}
      <dl className={s['facts']}>
        <Fact name={en.model.answers}>{manifest.class_names.join(', ')}</Fact>
        <Fact name={en.model.wants}>{en.model.wantsText(manifest.patch_size_pixels, manifest.spacing_um_px)}</Fact>
        <Fact name={en.model.thisSlide}>
          <ModelFitLine slide={slide} manifest={manifest} />
        </Fact>
      </dl>
      {manifest.architecture === 'attention-sampling' ? null : <PlanPreview slide={slide} model={model} />}
      <Disclosure title={en.model.about}>
        <About model={model} />
      </Disclosure>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={s['fact']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function About({ model: { manifest } }: { readonly model: Model }) {
  const download = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <div className={s['about']}>
      <h3>{en.model.intendedUse}</h3>
      <p>{manifest.intended_use}</p>
      {manifest.limits.length > 0 ? (
        <>
          <h3>{en.model.limits}</h3>
          <ul className={s['limits']}>
            {manifest.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </>
      ) : null}
      {manifest.figures.length > 0 ? (
        <>
          <h3>{en.model.figures}</h3>
          <ul className={s['figures']}>
            {manifest.figures.map((figure) => (
              <li key={`${figure.name} ${figure.on}`}>
                <span className={s['figureValue']}>{significant(figure.value)}</span>
                <span>
                  {figure.name}
                  {figure.low !== null && figure.high !== null
                    ? `, ${en.model.interval(significant(figure.low), significant(figure.high))}`
                    : ''}
                  <span className={s['aside']}>
                    {en.model.figureOn(figure.n, figure.on)}
                    {figure.baseline === null ? '' : `; ${en.model.figureBaseline(significant(figure.baseline))}`}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <h3>{en.model.training}</h3>
      <p>{manifest.training.data}</p>
      <h3>{en.model.licence}</h3>
      <p>{manifest.licence.weights}</p>
      <h3>{en.model.size}</h3>
      <p>
        {bytes(download)}, {manifest.id} {manifest.version}
      </p>
    </div>
  );
}
