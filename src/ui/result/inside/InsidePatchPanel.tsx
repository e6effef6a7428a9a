import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { RunResult } from '#core/result/run-result.ts';
import { hasInside, insideOf, patchByAttention } from '#state/inside-patch.ts';
import { changeResults, resultsOf } from '#state/kept-results.ts';
import { insideShown, lookInto } from '#state/slide-results.ts';
import { spacingInUse, type OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp, useViewer } from '../../app-context.tsx';
import { Button } from '../../controls/Button.tsx';
import { IconButton } from '../../controls/IconButton.tsx';
import { useEscape } from '../../controls/use-escape.ts';
import { count, micrometres } from '../../messages/numbers.ts';
import { mapValue } from '../map-text.ts';
import s from './InsidePatchPanel.module.css';
import { Parts } from './Parts.tsx';

/** A coarse patch that was clicked on, and its finer ones with their weights; before that, how to get there. */
export function InsidePatchPanel({ slide, result }: { readonly slide: OpenSlide; readonly result: RunResult }) {
  const { stores } = useApp();
  const viewer = useViewer();
  const slideId = slide.description.id;
  const looked = useStore(stores.runs, (state) => insideShown(resultsOf(state, slideId)));
  const patch = looked?.patch ?? null;
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (patch !== null) panel.current?.scrollIntoView({ block: 'nearest' });
  }, [patch]);
  const look = (to: number | null) => {
    stores.runs.setState((state) => changeResults(state, slideId, (results) => lookInto(results, to)));
  };
  const goTo = (to: number | null) => {
    const rect = to === null ? undefined : result.patches[to];
    look(to);
    if (rect) viewer?.flyTo(rect);
  };
  useEscape(patch !== null, () => {
    look(null);
  });
  if (!hasInside(result)) return null;
  const inside = patch === null ? null : insideOf(result, patch);
  const spacing = spacingInUse(slide)?.spacing;
  return (
    <section ref={panel} className={s['panel']} aria-label={text.inside.region}>
      <div className={s['header']}>
        <h3>{text.inside.title}</h3>
        {inside ? (
          <span className={s['steps']}>
            <IconButton
              label={text.inside.more}
              disabled={inside.place === 1}
              onClick={() => {
                goTo(patchByAttention(result, patch, -1));
              }}
            >
              <ChevronLeft aria-hidden="true" />
            </IconButton>
            <span className={s['place']}>{text.inside.place(inside.place, inside.of)}</span>
            <IconButton
              label={text.inside.less}
              disabled={patchByAttention(result, patch, 1) === patch}
              onClick={() => {
                goTo(patchByAttention(result, patch, 1));
              }}
            >
              <ChevronRight aria-hidden="true" />
            </IconButton>
            <IconButton
              label={text.inside.close}
              shortcut="Esc"
              onClick={() => {
                look(null);
              }}
            >
              <X aria-hidden="true" />
            </IconButton>
          </span>
        ) : null}
      </div>
      {inside ? (
        <>
          <p className={s['facts']}>
            {text.inside.facts(
              mapValue('times-uniform', inside.timesUniform),
              spacing ? micrometres(inside.rect.width * spacing.xUmPerPx) : null,
              `${count(inside.rect.x)}, ${count(inside.rect.y)}`,
            )}
          </p>
          <Parts slideId={slideId} inside={inside} sizePx={result.run.plan.modelSizePx} />
          <p className={s['note']}>{text.inside.note(inside.parts.length)}</p>
        </>
      ) : (
        <>
          <p className={s['facts']}>{text.inside.hint}</p>
          <Button
            onClick={() => {
              goTo(patchByAttention(result, null, 0));
            }}
          >
            {text.inside.most}
          </Button>
        </>
      )}
    </section>
  );
}
