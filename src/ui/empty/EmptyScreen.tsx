import { FileUp, FolderOpen, Link2, Lock, ScanEye } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { Mark } from '../Mark.tsx';
import { OpeningFailure } from '../notices/Notices.tsx';
import { openingText } from '../notices/opening-text.ts';
import { LinkNotice } from '../share/LinkNotice.tsx';
import s from './EmptyScreen.module.css';
import { RecentList } from './RecentList.tsx';
import type { OpenActions } from './use-open-actions.tsx';

/** The window with nothing open: a drawn glass slide to drop onto, and the other ways in. */
export function EmptyScreen({ actions, isOver }: { readonly actions: OpenActions; readonly isOver: boolean }) {
  const { stores, commands } = useApp();
  const opening = useStore(stores.slides, (state) => state.opening);
  const isOpening = opening.kind === 'running';
  return (
    <main className={s['screen']} aria-label={text.empty.region}>
      <div className={s['column']}>
        <div className={s['intro']}>
          <h1 className={s['title']}>{text.empty.title}</h1>
          <p className={s['lead']}>{text.empty.lead}</p>
        </div>

        <LinkNotice isFloating={false} onOpenFile={actions.openFile} />
        <div className={s['glass']} data-over={isOver} data-busy={isOpening}>
          <div className={s['frosted']}>
            <Mark size={26} />
            <span className={s['wordmark']}>{text.app.name}</span>
          </div>
          <div className={s['clear']} aria-live="polite">
            {opening.kind === 'failed' && !isOver ? (
              <OpeningFailure error={opening.error} />
            ) : isOpening ? (
              <>
                <p className={s['drop']}>{openingText(opening.progress)}</p>
                <Button onClick={commands.cancelOpening}>{text.empty.cancelOpening}</Button>
              </>
            ) : (
              <>
                <p className={s['drop']}>{isOver ? text.empty.dropNow : text.empty.drop}</p>
                <p className={s['formats']}>{text.empty.formats}</p>
              </>
            )}
          </div>
        </div>

        <ul className={s['ways']}>
          <Way icon={<FileUp />} onClick={actions.openFile} disabled={isOpening} text={text.header.openFile} />
          <Way icon={<FolderOpen />} onClick={actions.openFolder} disabled={isOpening} text={text.header.openFolder} />
          <Way icon={<Link2 />} onClick={actions.openLink} disabled={isOpening} text={text.header.openLink} />
          <Way
            icon={<ScanEye />}
            onClick={actions.openPhantom}
            disabled={isOpening}
            text={text.header.openPhantom}
            hint={text.empty.phantomWhat}
          />
        </ul>

        <RecentList isBusy={isOpening} />

        <p className={s['privacy']}>
          <Lock aria-hidden="true" />
          {text.empty.privacy}
        </p>
      </div>
    </main>
  );
}

function Way(props: {
  readonly icon: ReactNode;
  readonly text: string;
  readonly hint?: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
}) {
  return (
    <li>
      <Button
        className={s['way'] ?? ''}
        icon={props.icon}
        disabled={props.disabled}
        title={props.hint}
        onClick={props.onClick}
      >
        {props.text}
      </Button>
    </li>
  );
}
