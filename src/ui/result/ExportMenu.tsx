import { Download } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { ExportKind } from '#commands/result-commands.ts';
import type { PlainError } from '#core/errors/fovea-error.ts';
import { hasSeveralGrids } from '#core/result/patch-table.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { runInProgress } from '#state/runs-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import s from './ExportMenu.module.css';

interface Kind {
  readonly kind: ExportKind;
  readonly label: string;
  readonly hint: string;
}

/** Where maps are on different grids, another thing stands for one patch. */
function kinds(isSeveralGrids: boolean): readonly Kind[] {
  const { result } = text;
  return [
    { kind: 'result', label: result.exportResult, hint: result.exportResultHint },
    {
      kind: 'wsinfer-csv',
      label: result.exportCsv,
      hint: isSeveralGrids ? result.exportCsvFinerHint : result.exportCsvHint,
    },
    {
      kind: 'qupath-geojson',
      label: result.exportGeoJson,
      hint: isSeveralGrids ? result.exportGeoJsonFinerHint : result.exportGeoJsonHint,
    },
  ];
}

/** The result as files for other programs. */
export function ExportMenu({ slideId, result }: { readonly slideId: string; readonly result: RunResult }) {
  const { commands } = useApp();
  return (
    <div role="group" aria-label={text.result.export}>
      <h3 className={s['title']}>{text.result.export}</h3>
      <ul className={s['list']}>
        {kinds(hasSeveralGrids(result)).map(({ kind, label, hint }) => (
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
            <span className={s['hint']}>{hint}</span>
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
  const obstacle = hasModel ? (isRunning ? text.result.exportFeaturesWait : null) : text.result.exportFeaturesNoModel;
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
          {text.result.exportFeatures}
        </Button>
        <span className={s['hint']}>{obstacle ?? text.result.exportFeaturesHint}</span>
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
