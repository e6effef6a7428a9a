import { RadioGroup } from 'radix-ui';
import { useStore } from 'zustand';
import { putToolAway, REGION_TOOL, takeTool } from '#state/drawing-store.ts';
import {
  chooseScope,
  scopeOf,
  type SamplingManifest,
  type SamplingScope,
  type SamplingState,
} from '#state/sampling-store.ts';
import { spacingInUse, type OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import s from './ScopeChoice.module.css';
import { sizeText } from './sampling-text.ts';

const SCOPES: readonly SamplingScope[] = ['view', 'drawn', 'tissue', 'whole-image'];

interface Props {
  readonly slide: OpenSlide;
  readonly manifest: SamplingManifest;
}

/** Which part of the slide is looked over, each with its size now. */
export function ScopeChoice({ slide, manifest }: Props) {
  const { stores } = useApp();
  const { id } = slide.description;
  const scope = useStore(stores.sampling, (state) => scopeOf(state, slide));
  return (
    <RadioGroup.Root
      className={s['list']}
      aria-label={text.sampling.scope}
      value={scope}
      onValueChange={(value) => {
        const chosen = SCOPES.find((one) => one === value);
        if (!chosen) return;
        const isDrawn = stores.sampling.getState().drawn[id] !== undefined;
        stores.sampling.setState((state) => chooseScope(state, id, chosen));
        // What is not there yet is drawn now.
        stores.drawing.setState((state) =>
          chosen === 'drawn' && !isDrawn ? takeTool(state, REGION_TOOL) : putToolAway(state, REGION_TOOL.purpose),
        );
      }}
    >
      {SCOPES.map((one) => (
        <RadioGroup.Item
          key={one}
          value={one}
          className={s['scope']}
          aria-label={text.sampling.scopes[one]}
          disabled={one === 'tissue' && !spacingInUse(slide)}
        >
          <span className={s['dot']} aria-hidden="true" />
          <span>{text.sampling.scopes[one]}</span>
          <ScopeSize scope={one} slide={slide} manifest={manifest} />
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}

/** Apart, because the size of the view changes with every movement. */
function ScopeSize({ scope, slide, manifest }: Props & { readonly scope: SamplingScope }) {
  const { stores } = useApp();
  const text = useStore(stores.sampling, (state) => scopeSize(state, scope, slide, manifest));
  return <span className={s['size']}>{text}</span>;
}

function scopeSize(state: SamplingState, scope: SamplingScope, slide: OpenSlide, manifest: SamplingManifest): string {
  switch (scope) {
    case 'view':
      return state.inView ? sizeText(slide, state.inView) : '';
    case 'drawn': {
      const rect = state.drawn[slide.description.id];
      return rect ? sizeText(slide, rect) : text.sampling.noneDrawn;
    }
    case 'tissue': {
      if (!spacingInUse(slide)) return text.sampling.tissueWithoutSpacing;
      const { width, height } = manifest.head.image_pixels;
      return text.sampling.fieldSize(width * manifest.spacing_um_px, height * manifest.spacing_um_px);
    }
    case 'whole-image':
      return sizeText(slide, slide.description);
  }
}
