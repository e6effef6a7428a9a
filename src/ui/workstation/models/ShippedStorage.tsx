import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { bytesHere, filesToKeep, type ShippedState } from '#state/model-files-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../../app-context.tsx';
import { Button } from '../../controls/Button.tsx';
import { Toggle } from '../../controls/Toggle.tsx';
import { ErrorBanner } from '../../notices/ErrorBanner.tsx';
import s from './ModelsPart.module.css';
import { rateText } from './rate-text.ts';

/** What ships: how much of it is here, and whether the rest is stored. */
export function ShippedStorage() {
  const { stores, commands } = useApp();
  const shipped = useStore(stores.modelFiles, (state) => state.shipped);
  const phantom = useStore(stores.modelFiles, (state) => state.phantom);
  const notKept = useStore(stores.preferences, (state) => state.notKept);
  const isOn = useStore(stores.preferences, (state) => state.keepShipped);
  const { here, total } = useStore(
    stores.models,
    useShallow((state) => bytesHere(filesToKeep(state, { phantom }, { notKept }), state)),
  );
  const isAllHere = total > 0 && here >= total && shipped.kind !== 'running';
  return (
    <section className={s['block']} aria-label={text.modelFiles.shipped}>
      <h3 className={s['title']}>{text.modelFiles.shipped}</h3>
      <div className={s['line']}>
        <div className={s['said']} role="status">
          {isAllHere ? text.modelFiles.allHere(total) : text.modelFiles.partHere(here, total)}
          {isAllHere ? null : <p>{restText(shipped, isOn)}</p>}
        </div>
        {isAllHere ? null : shipped.kind === 'running' ? (
          <Button onClick={commands.pauseStoring}>{text.modelFiles.pause}</Button>
        ) : (
          <Button onClick={() => void commands.storeShippedNow()}>
            {shipped.kind === 'paused' ? text.modelFiles.goOn : text.modelFiles.storeNow}
          </Button>
        )}
      </div>
      {shipped.kind === 'running' ? (
        <progress className={s['bar']} aria-label={text.modelFiles.progress} value={here} max={Math.max(1, total)} />
      ) : null}
      {shipped.kind === 'failed' ? <ErrorBanner error={shipped.error} /> : null}
      <Toggle label={text.modelFiles.keep} checked={isOn} onChange={commands.setKeepShipped} />
    </section>
  );
}

function restText(shipped: ShippedState, isOn: boolean): string {
  switch (shipped.kind) {
    case 'running':
      return text.phrases.apart([text.modelFiles.storing, ...rateText(shipped)]);
    case 'paused':
      if (!isOn) return text.modelFiles.off;
      return text.modelFiles.pausedBy[shipped.why];
    case 'sparing':
      return text.modelFiles.sparing;
    case 'waiting':
    case 'done':
      return isOn ? text.modelFiles.waiting : text.modelFiles.off;
    case 'failed':
      return '';
  }
}
