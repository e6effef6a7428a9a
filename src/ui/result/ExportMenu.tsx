import { Download } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { ExportKind } from '#commands/result-commands.ts';
import type { PlainError } from '#core/errors/fovea-error.ts';
import { hasSeveralGrids } from '#core/result/patch-table.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { runInProgress } from '#state/runs-store.ts';
import { en } from '#ui/messages/en.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import s from './ExportMenu.module.css';

const KINDS: readonly { readonly kind: ExportKind; readonly label: string; readonly hint: string }[] = [
  { kind: 'result', label: en.result.exportResult, hint: en.result.exportResultHint },
  { kind: 'wsinfer-csv', label: en.result.exportCsv, hint: en.result.exportCsvHint },
  { kind: 'qupath-geojson', label: en.result.exportGeoJson, hint: en.result.exportGeoJsonHint },
];

/** Where maps are on different grids: what stands for one patch then. */
const FINER_HINTS: Partial<Readonly<Record<ExportKind, string>>> = {
  'wsinfer-csv': en.result.exportCsvFinerHint,
  'qupath-geojson': en.result.exportGeoJsonFinerHint,
};

/** The result as files for other programs. */
export function ExportMenu({ slideId, result }: { readonly slideId: string; readonly result: RunResult }) {
  const { commands } = useApp();
  const hints = hasSeveralGrids(result) ? FINER_HINTS : {};
  return (
    <div role="group" aria-label={en.result.export}>
      <h3 className={s['title']}>{en.result.export}</h3>
      <ul className={s['list']}>
        {KINDS.map(({ kind, label, hint }) => (
          <li key={kind} className={s['row']}>
            <Button
              icon={<Download aria-hidden="true" />}
              className={s['button'] ?? ''}
              onClick={() => {
                commands.exportResult(slideId, kind);
              }}
            >
              {label}
            </Button>
            <span className={s['hint']}>{hints[kind] ?? hint}</span>
          </li>
        ))}
        {/* Another result is another answer to whether its features are kept. */}
        <FeaturesExport key={result.id} slideId={slideId} modelId={result.run.bundle.id} />
      </ul>
    </div>
  );
}

/** Features lie in the worker's store, not in the result: they may be gone, and while a run writes them they cannot be read. */
function FeaturesExport({ slideId, modelId }: { readonly slideId: string; readonly modelId: string }) {
  const { commands, stores } = useApp();
  const hasModel = useStore(stores.models, (state) => modelId in state.byId);
  const isRunning = useStore(stores.runs, (state) => runInProgress(state) !== null);
  const [error, setError] = useState<PlainError | null>(null);
  const obstacle = hasModel ? (isRunning ? en.result.exportFeaturesWait : null) : en.result.exportFeaturesNoModel;
  return (
    <li>
      <div className={s['row']}>
        <Button
          icon={<Download aria-hidden="true" />}
          className={s['button'] ?? ''}
          disabled={obstacle !== null}
          onClick={() => {
            void commands.exportFeatures(slideId).then(setError);
          }}
        >
          {en.result.exportFeatures}
        </Button>
        <span className={s['hint']}>{obstacle ?? en.result.exportFeaturesHint}</span>
      </div>
      {error ? (
        <ErrorBanner
          error={error}
          onDismiss={() => {
            setError(null);
          }}
        />
      ) : null}
    </li>
  );
}
