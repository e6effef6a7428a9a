import { useState } from 'react';
import { useStore } from 'zustand';
import { selectedModel } from '#state/models-store.ts';
import { resultsOf } from '#state/kept-results.ts';
import type { RunsState } from '#state/runs-store.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import { Section } from '../panel/Section.tsx';
import { AddModel } from './AddModel.tsx';
import { ModelCard } from './ModelCard.tsx';
import { ModelList } from './ModelList.tsx';
import s from './ModelSection.module.css';
import { StoredFeatures } from './StoredFeatures.tsx';

/** Which model, what it wants, and whether this slide fits it. Closes by itself when a run begins or a result comes. */
export function ModelSection({ slide }: { readonly slide: OpenSlide }) {
  const { stores, commands } = useApp();
  const loading = useStore(stores.models, (state) => state.loading);
  const hasModels = useStore(stores.models, (state) => state.order.length > 0);
  const model = useStore(stores.models, selectedModel);
  const newest = useStore(stores.runs, (state) => newestToRead(state, slide.description.id));
  const [choice, setChoice] = useState<{ readonly open: boolean; readonly newest: string | null } | null>(null);
  // A choice counts until there is something else to read, or nothing any more.
  const isOpen = choice?.newest === newest ? choice.open : newest === null;
  return (
    <Section
      title={text.model.title}
      {...(model ? { summary: model.manifest.name } : {})}
      open={isOpen}
      onOpenChange={(open) => {
        setChoice({ open, newest });
      }}
    >
      {loading.kind === 'running' ? <p className={s['quiet']}>{text.model.loading}</p> : null}
      {loading.kind === 'failed' ? (
        <ErrorBanner error={loading.error}>
          <button type="button" className={s['link']} onClick={() => void commands.loadModels()}>
            {text.notices.retry}
          </button>
        </ErrorBanner>
      ) : null}
      {loading.kind === 'done' && !hasModels ? <p className={s['quiet']}>{text.model.none}</p> : null}
      <ModelList />
      <AddModel />
      {model ? <ModelCard model={model} slide={slide} /> : null}
      {hasModels && !model ? <p className={s['quiet']}>{text.model.nothingChosen}</p> : null}
      <StoredFeatures />
    </Section>
  );
}

/** What its answer will be kept as of the run in progress, else the newest result; null where there is nothing to read. */
function newestToRead(state: RunsState, slideId: string): string | null {
  const run = state.lastRun[slideId];
  return run?.status.kind === 'running' ? run.id : (resultsOf(state, slideId).list[0]?.key ?? null);
}
