import { useState } from 'react';
import { useStore } from 'zustand';
import { shownSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { AnnotationsSection } from '../annotations/AnnotationsSection.tsx';
import { useApp } from '../app-context.tsx';
import { ModelSection } from '../model/ModelSection.tsx';
import { PatchCard } from '../patches/PatchCard.tsx';
import { PatchesSection } from '../patches/PatchesSection.tsx';
import { ResultSection } from '../result/ResultSection.tsx';
import { SamplingControls } from '../sampling/SamplingControls.tsx';
import { RunDock } from '../run/RunDock.tsx';
import { WhatIfSection } from '../what-if/WhatIfSection.tsx';
import s from './Panel.module.css';
import { PanelNav } from './PanelNav.tsx';

/** The work on a slide in its order, with the way to each part above; the run's own controls stay in sight below. */
export function Panel() {
  const { stores } = useApp();
  const slide = useStore(stores.slides, shownSlide);
  const [body, setBody] = useState<HTMLElement | null>(null);
  if (!slide) return null;
  const { id } = slide.description;
  return (
    <aside className={s['panel']} aria-label={text.panel.region}>
      <PanelNav body={body} />
      <div ref={setBody} className={s['body']}>
        <div data-part="model">
          <ModelSection key={`model ${id}`} slide={slide} />
          <SamplingControls key={`sampling ${id}`} slide={slide} />
        </div>
        <div data-part="result">
          <ResultSection key={`result ${id}`} slide={slide} />
        </div>
        <div data-part="patches">
          <PatchesSection key={`patches ${id}`} slide={slide} />
        </div>
        <div data-part="what-if">
          <WhatIfSection key={`what-if ${id}`} slide={slide} />
        </div>
        <div data-part="annotations">
          <AnnotationsSection key={`annotations ${id}`} slide={slide} />
        </div>
      </div>
      <PatchCard slide={slide} />
      <RunDock slide={slide} />
    </aside>
  );
}
