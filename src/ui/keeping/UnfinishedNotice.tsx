import { FastForward } from 'lucide-react';
import { useStore } from 'zustand';
import { machineUse } from '#state/machine-use.ts';
import { shareDone, unfinishedObstacle, type UnfinishedRun } from '#state/unfinished-run.ts';
import { dayAndTime } from '#ui/messages/numbers.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import s from './UnfinishedNotice.module.css';

/** A run that was cut off by the end of its tab, its browser or its machine: what it was, how far it came, and the way on. */
export function UnfinishedNotice({ slideId, run }: { readonly slideId: string; readonly run: UnfinishedRun }) {
  const { stores, commands } = useApp();
  const models = useStore(stores.models);
  const isBusy = useStore(stores.runs, (state) => machineUse(state, models) !== null);
  // The list of models is read at the start, too.
  const isReading = models.loading.kind === 'idle' || models.loading.kind === 'running';
  const words = text.keeping.unfinished;
  const obstacle = isReading ? null : unfinishedObstacle(run, models.byId[run.bundle.id], isBusy);
  return (
    <section className={s['notice']} aria-label={words.region}>
      <p className={s['title']}>
        {words.what(run.bundle.name, shareDone(run), dayAndTime(new Date(run.updatedAtMs).toISOString()))}
      </p>
      <p>{obstacle ? words.obstacles[obstacle] : words[run.isKept ? 'kept' : 'notKept'](run.done, run.planned)}</p>
      <div className={s['actions']}>
        <Button look="ghost" onClick={() => void commands.discardUnfinished(slideId)}>
          {words.discard}
        </Button>
        <Button
          look="primary"
          icon={<FastForward aria-hidden="true" />}
          disabled={obstacle !== null || isReading}
          onClick={() => void commands.goOnUnfinished(slideId)}
        >
          {words.goOn}
        </Button>
      </div>
    </section>
  );
}
