import { useState } from 'react';
import { useStore } from 'zustand';
import type { FoundModel } from '#core/check/found.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import { CheckChoice, type Chosen } from './CheckChoice.tsx';
import { CheckFindings } from './CheckFindings.tsx';
import s from './CheckPart.module.css';
import { CheckProgress } from './CheckProgress.tsx';

/** Whether this installation computes on this machine what it should. What was found stays until the next check. */
export function CheckPart() {
  const { stores } = useApp();
  const installation = useStore(stores.models, (state) => state.installation);
  // Here, so that it is still chosen after the check.
  const [chosen, setChosen] = useState<Chosen>({ without: new Set(), wanted: {} });
  return (
    <div className={s['part']}>
      <p>{text.check.about}</p>
      {installation.kind === 'running' ? (
        <CheckProgress progress={installation.progress} />
      ) : (
        <CheckChoice chosen={chosen} onChoose={setChosen} />
      )}
      {installation.kind === 'failed' ? <ErrorBanner error={installation.error} /> : null}
      {installation.kind === 'running' ? <CheckFindings models={madeSoFar(installation.found)} report={null} /> : null}
      {installation.kind === 'ended' ? (
        <CheckFindings models={installation.found} report={installation.report} />
      ) : null}
    </div>
  );
}

/** Without what has not been made yet. */
function madeSoFar(found: readonly FoundModel[]): FoundModel[] {
  return found
    .map((model) => ({ ...model, steps: model.steps.filter(({ outcome }) => outcome !== 'not-run') }))
    .filter(({ steps }) => steps.length > 0);
}
