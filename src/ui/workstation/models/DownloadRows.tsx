import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { Download } from '#state/model-files-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../../app-context.tsx';
import { Button } from '../../controls/Button.tsx';
import { NetworkRemedy } from '../../network/NetworkRemedy.tsx';
import { ErrorBanner } from '../../notices/ErrorBanner.tsx';
import s from './ModelsPart.module.css';
import { rateText } from './rate-text.ts';

/** Models on their way from addresses; those of earlier visits wait until they are gone on with. */
export function DownloadRows() {
  const { stores } = useApp();
  const downloads = useStore(stores.modelFiles, (state) => state.downloads);
  if (downloads.length === 0) return null;
  return (
    <ul className={s['rows']} aria-label={text.modelFiles.downloads}>
      {downloads.map((download) => (
        <DownloadRow key={download.id} download={download} />
      ))}
    </ul>
  );
}

function DownloadRow({ download }: { readonly download: Download }) {
  const { commands } = useApp();
  const { id, name, url, state, doneBytes, totalBytes, startedOver, needsAddress } = download;
  const isStopped = state.kind === 'paused' || state.kind === 'failed';
  const row = useRef<HTMLLIElement>(null);
  const isBegun = state.kind === 'running' && doneBytes === 0;
  useEffect(() => {
    // One that was just begun may lie below what is in view.
    if (isBegun) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isBegun]);
  return (
    <li ref={row} className={s['row']} aria-label={name}>
      <div className={s['line']}>
        <div className={s['said']}>
          <span className={s['name']}>{name}</span>{' '}
          <span className={s['aside']}>{text.modelFiles.from(new URL(url).host)}</span>
          <p role="status">{stateText(download)}</p>
          {startedOver ? <p>{text.modelFiles.startedOver}</p> : null}
          {isStopped && needsAddress ? <p>{text.modelFiles.needsAddress}</p> : null}
        </div>
        <DownloadActions download={download} />
      </div>
      {state.kind === 'adding' || state.kind === 'failed' ? null : (
        <progress
          className={s['bar']}
          aria-label={text.modelFiles.progress}
          {...(totalBytes === null
            ? isStopped
              ? { value: 0 }
              : {}
            : { value: doneBytes, max: Math.max(1, totalBytes) })}
        />
      )}
      {state.kind === 'failed' ? (
        <ErrorBanner error={state.error}>
          {needsAddress ? null : (
            <NetworkRemedy error={state.error} onReady={() => void commands.resumeDownload(id)} />
          )}
        </ErrorBanner>
      ) : null}
    </li>
  );
}

function DownloadActions({ download: { id, name, state, needsAddress } }: { readonly download: Download }) {
  const { commands } = useApp();
  if (state.kind === 'paused' && state.why === 'elsewhere') return null;
  return (
    <div className={s['actions']}>
      {state.kind === 'running' ? (
        <Button
          aria-label={text.modelFiles.pauseOf(name)}
          onClick={() => {
            commands.pauseDownload(id);
          }}
        >
          {text.modelFiles.pause}
        </Button>
      ) : null}
      {(state.kind === 'paused' || state.kind === 'failed') && !needsAddress ? (
        <Button
          aria-label={state.kind === 'failed' ? text.modelFiles.tryAgain(name) : text.modelFiles.goOnWith(name)}
          onClick={() => void commands.resumeDownload(id)}
        >
          {state.kind === 'failed' ? text.modelFiles.again : text.modelFiles.goOn}
        </Button>
      ) : null}
      {state.kind === 'adding' ? null : (
        <Button
          look="ghost"
          aria-label={text.modelFiles.discardOf(name)}
          onClick={() => void commands.discardDownload(id)}
        >
          {text.modelFiles.discard}
        </Button>
      )}
    </div>
  );
}

function stateText({ state, doneBytes, totalBytes }: Download): string {
  const loaded = text.modelFiles.loaded(doneBytes, totalBytes);
  switch (state.kind) {
    case 'running': {
      const how = state.what === 'loading' ? rateText(state) : [text.modelFiles[state.what]];
      return text.phrases.apart([loaded, ...how]);
    }
    case 'adding':
      return text.modelFiles.adding;
    case 'paused':
      return text.phrases.apart([loaded, text.modelFiles.paused[state.why]]);
    case 'failed':
      return loaded;
  }
}
