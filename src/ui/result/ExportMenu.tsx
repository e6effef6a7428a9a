import { Download } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { ExportKind } from '#commands/result-commands.ts';
import type { PlainError } from '#core/errors/fovea-error.ts';
import { hasSeveralGrids } from '#core/result/patch-table.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { shownKept } from '#state/displayed.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { isQuestionAsked } from '#state/what-if-questions.ts';
import { text } from '#ui/messages/text.ts';
import { useApp, useViewer } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { saveFigure } from '../figure/save-figure.ts';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import { ReportExport } from '../report/ReportExport.tsx';
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

/** The result as files for other programs, and as pictures. */
export function ExportMenu({ slide, result }: { readonly slide: OpenSlide; readonly result: RunResult }) {
  const { commands, stores } = useApp();
  const slideId = slide.description.id;
  const isSeveralGrids = hasSeveralGrids(result);
  const isAsked = useStore(stores.runs, (state) => {
    const kept = shownKept(state, slideId);
    return kept !== null && isQuestionAsked(kept);
  });
  return (
    <div role="group" aria-label={text.result.export}>
      <h3 className={s['title']}>{text.result.export}</h3>
      {isAsked ? <p className={s['ofFullSlide']}>{text.exports.ofFullSlide}</p> : null}
      <ul className={s['list']}>
        {kinds(isSeveralGrids).map(({ kind, label, hint }) => (
          <Row key={kind} label={label} hint={hint} onSave={() => commands.exportResult(slideId, kind)} />
        ))}
        {result.maps.length > 0 ? (
          <Row
            key={`h5 ${result.id}`}
            label={text.exports.clamH5}
            hint={isSeveralGrids ? text.exports.clamH5FinerHint : text.exports.clamH5Hint}
            onSave={() => commands.exportClamH5(slideId)}
          />
        ) : null}
        {/* Another result is another answer to whether its features are kept. */}
        <FeaturesExport key={result.id} slideId={slideId} modelId={result.run.bundle.id} />
        <FigureExport slideId={slideId} />
        <li className={s['row']}>
          <ReportExport className={s['button'] ?? ''} />
          <span className={s['hint']}>{text.report.openHint}</span>
        </li>
      </ul>
    </div>
  );
}

/** Features lie in the worker's store, not in the result: they may be gone, and while a run writes them they cannot be read. */
function FeaturesExport({ slideId, modelId }: { readonly slideId: string; readonly modelId: string }) {
  const { commands, stores } = useApp();
  const hasModel = useStore(stores.models, (state) => modelId in state.byId);
  const isRunning = useStore(stores.runs, (state) => runInProgress(state) !== null);
  const obstacle = hasModel ? (isRunning ? text.result.exportFeaturesWait : null) : text.result.exportFeaturesNoModel;
  return (
    <Row
      label={text.result.exportFeatures}
      hint={obstacle ?? text.result.exportFeaturesHint}
      isDisabled={obstacle !== null}
      onSave={() => commands.exportFeatures(slideId)}
    />
  );
}

/** What can be saved of maps that were not run here. */
export function FigureList({ slideId }: { readonly slideId: string }) {
  return (
    <div role="group" aria-label={text.result.export}>
      <h3 className={s['title']}>{text.result.export}</h3>
      <ul className={s['list']}>
        <FigureExport slideId={slideId} />
      </ul>
    </div>
  );
}

/** What is on screen, with its legend. */
function FigureExport({ slideId }: { readonly slideId: string }) {
  const app = useApp();
  const viewer = useViewer();
  const [hasFailed, setFailed] = useState(false);
  return (
    <Row
      label={text.figure.export}
      hint={hasFailed ? text.figure.failed : text.figure.exportHint}
      isDisabled={viewer === null}
      onSave={async () => {
        setFailed(viewer === null || !(await saveFigure(app, viewer, slideId)));
        return null;
      }}
    />
  );
}

/** One export: a button, what comes of it, and why it could not be done where it could not. */
function Row(props: {
  readonly label: string;
  readonly hint: string;
  readonly isDisabled?: boolean;
  readonly onSave: () => Promise<PlainError | null>;
}) {
  const [error, setError] = useState<PlainError | null>(null);
  return (
    <li>
      <div className={s['row']}>
        <Button
          icon={<Download aria-hidden="true" />}
          className={s['button'] ?? ''}
          disabled={props.isDisabled ?? false}
          onClick={() => {
            void props.onSave().then(setError);
          }}
        >
          {props.label}
        </Button>
        <span className={s['hint']}>{props.hint}</span>
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
