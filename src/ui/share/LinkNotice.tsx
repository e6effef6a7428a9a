import { FileUp } from 'lucide-react';
import { useStore } from 'zustand';
import type { SharedResult } from '#state/link-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { NetworkRemedy } from '../network/NetworkRemedy.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import { answerText } from '../result/answer-text.ts';
import s from './LinkNotice.module.css';
import { useLinkedView } from './use-linked-view.ts';

/** What became of the link that the window was opened with: read, refused, or waiting for its slide. Nothing once its result is shown. */
export function LinkNotice(props: {
  /** Over the slide, or in the flow of the empty screen. */
  readonly isFloating: boolean;
  readonly onOpenFile: () => void;
}) {
  const { stores, commands } = useApp();
  const status = useStore(stores.link, (state) => state.status);
  useLinkedView();
  if (status.kind === 'idle' || status.kind === 'asking') return null;
  return (
    <div className={s['notice']} data-floating={props.isFloating} role="region" aria-label={text.share.region}>
      {status.kind === 'refused' ? (
        <ErrorBanner error={status.error} onDismiss={commands.dismissLink}>
          <NetworkRemedy error={status.error} onReady={() => void commands.followAgain()} />
        </ErrorBanner>
      ) : status.kind === 'fetching' ? (
        <div className={s['row']} role="status">
          <p>{text.share.fetching(status.host, status.doneBytes)}</p>
          <Button onClick={commands.dismissLink}>{text.share.cancel}</Button>
        </div>
      ) : (
        <>
          {status.problem ? <ErrorBanner error={status.problem} /> : null}
          <Waiting shared={status.shared} onOpenFile={props.onOpenFile} />
        </>
      )}
    </div>
  );
}

/** Which file to open, and what will be shown on it. */
function Waiting({ shared, onOpenFile }: { readonly shared: SharedResult; readonly onOpenFile: () => void }) {
  const { commands } = useApp();
  const { run } = shared.result;
  const { slide, bundle } = run;
  const isLink = shared.origin.kind === 'link';
  return (
    <div className={s['waiting']}>
      <h2 className={s['title']}>{isLink ? text.share.waiting(slide.name) : text.share.waitingFile(slide.name)}</h2>
      <p className={s['answer']}>
        {text.share.waitingAnswer(text.result.madeBy(bundle.name, bundle.version), answerText(shared.result))}
      </p>
      <p>{text.share.waitingFacts(text.rail.pixels(slide.width, slide.height), shared.slideBytes)}</p>
      <div className={s['actions']}>
        <Button look="ghost" onClick={commands.dismissLink}>
          {text.share.cancel}
        </Button>
        <Button look="primary" icon={<FileUp aria-hidden="true" />} onClick={onOpenFile}>
          {text.share.openFile}
        </Button>
      </div>
    </div>
  );
}
