import { Dices, SquareDashedMousePointer } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { REGION_TOOL, toggleTool } from '#state/drawing-store.ts';
import { selectedModel } from '#state/models-store.ts';
import { SAMPLING_LIMITS } from '#core/model/sampling-limits.ts';
import { samplesOf, scopeOf, type SamplingManifest } from '#state/sampling-store.ts';
import { spacingInUse, type OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import { Section } from '../panel/Section.tsx';
import { newSeed } from '../platform/new-seed.ts';
import { FieldPreview } from './FieldPreview.tsx';
import { NumberField } from './NumberField.tsx';
import s from './SamplingControls.module.css';
import { samplingObstacle, samplingOutlook } from './sampling-text.ts';
import { ScopeChoice } from './ScopeChoice.tsx';

/** Where and how attention sampling looks; nothing while another kind of model is chosen. */
export function SamplingControls({ slide }: { readonly slide: OpenSlide }) {
  const { stores } = useApp();
  const model = useStore(stores.models, selectedModel);
  const [isOpen, setOpen] = useState(true);
  const scope = useStore(stores.sampling, (state) => scopeOf(state, slide));
  if (model?.manifest.architecture !== 'attention-sampling') return null;
  const { manifest } = model;
  return (
    <Section title={text.sampling.title} summary={text.sampling.scopes[scope]} open={isOpen} onOpenChange={setOpen}>
      <div className={s['controls']}>
        {spacingInUse(slide) ? null : <p className={s['pixels']}>{text.sampling.asPixels(manifest.spacing_um_px)}</p>}
        <ScopeChoice slide={slide} manifest={manifest} />
        <div className={s['region']}>
          <DrawButton slideId={slide.description.id} />
          <Outlook slide={slide} manifest={manifest} />
        </div>
        {scope === 'tissue' ? <FieldPreview slide={slide} model={model} /> : null}
        <How manifest={manifest} />
      </div>
    </Section>
  );
}

function DrawButton({ slideId }: { readonly slideId: string }) {
  const { stores } = useApp();
  const isOn = useStore(stores.drawing, ({ active }) => active?.purpose === REGION_TOOL.purpose);
  const isDrawn = useStore(stores.sampling, (state) => state.drawn[slideId] !== undefined);
  return (
    <Button
      icon={<SquareDashedMousePointer aria-hidden="true" />}
      aria-pressed={isOn}
      onClick={() => {
        stores.drawing.setState((state) => toggleTool(state, REGION_TOOL));
      }}
    >
      {isDrawn ? text.sampling.drawAnew : text.sampling.draw}
    </Button>
  );
}

/** What the model would be given, or why it cannot be run. */
function Outlook({ slide, manifest }: { readonly slide: OpenSlide; readonly manifest: SamplingManifest }) {
  const { stores } = useApp();
  const text = useStore(stores.sampling, (state) => samplingOutlook(state, slide, manifest));
  const isObstacle = useStore(stores.sampling, (state) => samplingObstacle(state, slide, manifest) !== null);
  return (
    <p className={s['outlook']} data-obstacle={isObstacle} role="status">
      {text}
    </p>
  );
}

function How({ manifest }: { readonly manifest: SamplingManifest }) {
  const { stores } = useApp();
  const mode = useStore(stores.sampling, (state) => state.mode);
  const samples = useStore(stores.sampling, (state) => samplesOf(state, manifest));
  const repeats = useStore(stores.sampling, (state) => state.repeats);
  const seed = useStore(stores.sampling, (state) => state.seed);
  const isDrawn = mode === 'draw';
  const { sampling } = stores;
  return (
    <>
      <div>
        <Segmented
          label={text.sampling.how}
          value={mode}
          segments={[
            { value: 'draw', label: text.sampling.modes.draw },
            { value: 'most-attended', label: text.sampling.modes['most-attended'] },
          ]}
          onChange={(chosen) => {
            sampling.setState({ mode: chosen });
          }}
        />
        <p className={s['hint']}>{text.sampling.modeHints[mode]}</p>
      </div>
      <div className={s['numbers']}>
        <NumberField
          label={text.sampling.samples}
          hint={text.sampling.samplesHint(manifest.head.samples)}
          value={samples}
          min={1}
          max={SAMPLING_LIMITS.samples}
          onChange={(value) => {
            sampling.setState((state) => ({ samples: { ...state.samples, [manifest.id]: value } }));
          }}
        />
        <NumberField
          label={text.sampling.repeats}
          hint={text.sampling.repeatsHint}
          value={repeats}
          min={1}
          max={SAMPLING_LIMITS.repeats}
          disabled={!isDrawn}
          onChange={(value) => {
            sampling.setState({ repeats: value });
          }}
        />
        <NumberField
          label={text.sampling.seed}
          hint={text.sampling.seedHint}
          value={seed}
          min={0}
          max={SAMPLING_LIMITS.seed}
          disabled={!isDrawn}
          onChange={(value) => {
            sampling.setState({ seed: value });
          }}
        />
        <IconButton
          label={text.sampling.newSeed}
          disabled={!isDrawn}
          onClick={() => {
            sampling.setState({ seed: newSeed() });
          }}
        >
          <Dices aria-hidden="true" />
        </IconButton>
      </div>
    </>
  );
}
