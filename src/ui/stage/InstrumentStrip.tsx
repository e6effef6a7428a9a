import { Columns2, Maximize, Minimize, Minus, Plus, RotateCcw, RotateCw, Square } from 'lucide-react';
import { useStore } from 'zustand';
import { meanSpacing } from '#core/geometry/spacing.ts';
import { spacingInUse, type OpenSlide } from '#state/slides-store.ts';
import type { View } from '#state/view-store.ts';
import { text } from '#ui/messages/text.ts';
import { MAGNIFICATION_PRESETS, magnificationLabel, scaleOfMagnification } from '#viewer/magnification.ts';
import { useApp, useViewer } from '../app-context.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import s from './InstrumentStrip.module.css';
import { DisplayMenu } from './DisplayMenu.tsx';
import { ScaleBar } from './ScaleBar.tsx';
import { useFullScreen } from './use-full-screen.ts';
import { ROTATION_STEP_DEG, ZOOM_STEP } from './view-steps.ts';

/** Scale bar, magnification and the controls of the view, below the slide so that nothing lies over it. */
export function InstrumentStrip({ slide }: { readonly slide: OpenSlide }) {
  const { stores } = useApp();
  const viewer = useViewer();
  const view = useStore(stores.view, (state) => state.bySlide[slide.description.id] ?? null);
  const [isFullScreen, toggleFullScreen] = useFullScreen();
  return (
    <div className={s['strip']} role="toolbar" aria-label={text.stage.tools}>
      <ScaleBar view={view} />
      <div className={s['zoom']}>
        <IconButton label={text.stage.zoomOut} shortcut="−" side="top" onClick={() => viewer?.zoomBy(1 / ZOOM_STEP)}>
          <Minus aria-hidden="true" />
        </IconButton>
        <output className={s['now']} aria-label={text.stage.magnificationNow}>
          {scaleText(view)}
        </output>
        <IconButton label={text.stage.zoomIn} shortcut="+" side="top" onClick={() => viewer?.zoomBy(ZOOM_STEP)}>
          <Plus aria-hidden="true" />
        </IconButton>
        <Presets slide={slide} view={view} />
      </div>
      <div className={s['turn']}>
        <IconButton
          label={text.stage.rotateLeft}
          shortcut="Shift R"
          side="top"
          onClick={() => viewer?.rotateBy(-ROTATION_STEP_DEG)}
        >
          <RotateCcw aria-hidden="true" />
        </IconButton>
        <button
          type="button"
          className={s['angle']}
          aria-label={text.phrases.listed([text.stage.resetRotation, text.stage.rotation(view?.rotationDeg ?? 0)])}
          onClick={() => viewer?.setRotation(0)}
        >
          {text.stage.rotation(view?.rotationDeg ?? 0)}
        </button>
        <IconButton
          label={text.stage.rotateRight}
          shortcut="R"
          side="top"
          onClick={() => viewer?.rotateBy(ROTATION_STEP_DEG)}
        >
          <RotateCw aria-hidden="true" />
        </IconButton>
        <DisplayMenu />
        <CompareButton />
        <IconButton label={text.stage.whole} shortcut="0" side="top" onClick={() => viewer?.fitSlide()}>
          <Square aria-hidden="true" />
        </IconButton>
        <IconButton
          label={isFullScreen ? text.stage.leaveFullScreen : text.stage.fullScreen}
          side="top"
          onClick={toggleFullScreen}
        >
          {isFullScreen ? <Minimize aria-hidden="true" /> : <Maximize aria-hidden="true" />}
        </IconButton>
      </div>
    </div>
  );
}

function CompareButton() {
  const { stores, commands } = useApp();
  const isOn = useStore(stores.compare, (state) => state.layout !== 'single');
  return (
    <IconButton
      label={isOn ? text.compare.close : text.compare.open}
      shortcut="C"
      side="top"
      aria-pressed={isOn}
      onClick={commands.toggleCompare}
    >
      <Columns2 aria-hidden="true" />
    </IconButton>
  );
}

/** Magnification where the spacing is known, else screen pixels per slide pixel. */
function scaleText(view: View | null): string {
  if (!view) return '';
  return view.magnification === null
    ? text.stage.perPixel(view.level0PxPerCssPx)
    : magnificationLabel(view.magnification);
}

function Presets({ slide, view }: { readonly slide: OpenSlide; readonly view: View | null }) {
  const viewer = useViewer();
  const inUse = spacingInUse(slide);
  return (
    <div className={s['presets']} role="group" aria-label={text.stage.presets}>
      {MAGNIFICATION_PRESETS.map((power) => {
        const isNow = Math.abs((view?.magnification ?? 0) / power - 1) < 0.01;
        return (
          <button
            key={power}
            type="button"
            className={s['preset']}
            aria-label={text.stage.preset(`${power}×`)}
            aria-pressed={isNow}
            disabled={!inUse}
            onClick={() => {
              if (inUse) viewer?.setScale(scaleOfMagnification(power, meanSpacing(inUse.spacing)));
            }}
          >
            {power}
          </button>
        );
      })}
    </div>
  );
}
