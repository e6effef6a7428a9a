import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ModelManifest } from '#core/model/manifest.ts';
import { modelFit, type ModelFit } from '#state/model-fit.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { Button } from '../controls/Button.tsx';
import { spacing } from '../messages/numbers.ts';
import { SpacingDialog } from '../spacing/SpacingDialog.tsx';
import s from './ModelFitLine.module.css';

/** Whether this slide can be given to this model, and why not. */
export function ModelFitLine({ slide, manifest }: { readonly slide: OpenSlide; readonly manifest: ModelManifest }) {
  const [isAsking, setAsking] = useState(false);
  const fit = modelFit(slide, manifest);
  return (
    <div className={s['fit']} data-fit={fit.kind}>
      {fit.kind === 'fits' ? <CircleCheck aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
      <div>
        <p>{fitText(fit)}</p>
        {fit.kind === 'no-spacing' || fit.kind === 'as-pixels' ? (
          <Button
            className={s['state'] ?? ''}
            onClick={() => {
              setAsking(true);
            }}
          >
            {text.spacing.state}
          </Button>
        ) : null}
      </div>
      <SpacingDialog slide={slide} open={isAsking} onOpenChange={setAsking} />
    </div>
  );
}

/** Enlargement within one per cent of 1 is neither shrinking nor enlarging to anyone. */
const SAME_SIZE = 0.01;

function fitText(fit: ModelFit): string {
  if (fit.kind === 'no-spacing') return text.model.noSpacing;
  if (fit.kind === 'as-pixels') return text.model.asPixels(spacing(fit.modelUmPerPx));
  if (fit.kind === 'too-coarse') return text.model.tooCoarse(spacing(fit.slideUmPerPx), spacing(fit.modelUmPerPx));
  const slide = spacing(fit.slideUmPerPx);
  if (Math.abs(fit.enlargement - 1) <= SAME_SIZE) return text.model.fitsExactly(slide);
  return fit.enlargement > 1 ? text.model.fitsEnlarged(slide, fit.enlargement) : text.model.fits(slide);
}
