import type { ReactNode } from 'react';
import type { ModelManifest } from '#core/model/manifest.ts';
import type { Model } from '#state/models-store.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { Disclosure } from '../controls/Disclosure.tsx';
import { significant } from '../messages/numbers.ts';
import s from './ModelCard.module.css';
import { CardButton } from './CardButton.tsx';
import { ModelFitLine } from './ModelFitLine.tsx';
import { ModelOnMachine } from './ModelOnMachine.tsx';
import { PlanPreview } from './PlanPreview.tsx';

/** What the chosen model wants, answers and must not be used for. */
export function ModelCard({ model, slide }: { readonly model: Model; readonly slide: OpenSlide }) {
  const { manifest } = model;
  return (
    <div className={s['card']}>
      {manifest.phantom ? <p className={s['phantom']}>{text.model.phantomWarning}</p> : null}
      <dl className={s['facts']}>
        <Fact name={text.model.answers}>{answersText(manifest)}</Fact>
        <Fact name={text.model.wants}>{wantsText(manifest)}</Fact>
        <Fact name={text.model.thisSlide}>
          <ModelFitLine slide={slide} manifest={manifest} />
        </Fact>
      </dl>
      {manifest.architecture === 'attention-sampling' ? null : <PlanPreview slide={slide} model={model} />}
      <Disclosure title={text.model.about}>
        <About model={model} />
      </Disclosure>
      <Disclosure title={text.bundles.onMachine}>
        <ModelOnMachine model={model} />
      </Disclosure>
    </div>
  );
}

function answersText(manifest: ModelManifest): string {
  return manifest.architecture === 'dsca'
    ? text.bundles.survivalIn(manifest.survival.bins, manifest.survival.unit)
    : text.phrases.listed(manifest.class_names);
}

function wantsText(manifest: ModelManifest): string {
  const { patch_size_pixels: px, spacing_um_px: umPerPx } = manifest;
  switch (manifest.architecture) {
    case 'tda-mil':
      return text.model.wantsText(px, umPerPx);
    case 'dsca':
      return text.bundles.wantsPairs(px, umPerPx, manifest.head.scale);
    case 'attention-sampling': {
      const { image_pixels: image, samples } = manifest.head;
      return text.bundles.wantsImage(image.width, image.height, umPerPx, samples, px);
    }
  }
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={s['fact']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function About({ model }: { readonly model: Model }) {
  const { manifest } = model;
  return (
    <div className={s['about']}>
      <h3>{text.model.intendedUse}</h3>
      <p>{manifest.intended_use}</p>
      {manifest.limits.length > 0 ? (
        <>
          <h3>{text.model.limits}</h3>
          <ul className={s['limits']}>
            {manifest.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </>
      ) : null}
      {manifest.figures.length > 0 ? (
        <>
          <h3>{text.model.figures}</h3>
          <ul className={s['figures']}>
            {manifest.figures.map((figure) => (
              <li key={`${figure.name} ${figure.on}`}>
                <span className={s['figureValue']}>{significant(figure.value)}</span>
                <span>
                  {figure.low === null || figure.high === null
                    ? figure.name
                    : text.phrases.listed([
                        figure.name,
                        text.model.interval(significant(figure.low), significant(figure.high)),
                      ])}
                  <span className={s['aside']}>
                    {text.phrases.apart([
                      text.model.figureOn(figure.n, figure.on),
                      ...(figure.baseline === null ? [] : [text.model.figureBaseline(significant(figure.baseline))]),
                    ])}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <h3>{text.model.training}</h3>
      <p>{manifest.training.data}</p>
      <h3>{text.model.licence}</h3>
      <p>{manifest.licence.weights}</p>
      <p className={s['aside']}>
        {manifest.id} {manifest.version}
      </p>
      <CardButton model={model} />
    </div>
  );
}
