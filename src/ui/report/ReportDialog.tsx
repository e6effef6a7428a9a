import { Printer, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { isAbort } from '#commands/context.ts';
import type { SlidePicture } from '#commands/overview.ts';
import { toPlainError, type PlainError } from '#core/errors/fovea-error.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { shownKept } from '#state/displayed.ts';
import { isQuestionAsked } from '#state/what-if-questions.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import { useDialogFocus } from '../controls/use-dialog-focus.ts';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import s from './Report.module.css';
import { ReportPage } from './ReportPage.tsx';

/** Of the overview: at 190 mm wide some 210 dots per inch. */
const LONGEST_SIDE_PX = 1600;

/** One page about a result, to be printed or saved as a PDF by the browser; shown as it will be. */
export function ReportDialog(props: {
  readonly slide: OpenSlide;
  readonly result: RunResult;
  readonly onClose: () => void;
}) {
  const { slide, result } = props;
  const { id } = slide.description;
  const { commands, stores } = useApp();
  const isFromElsewhere = useStore(stores.runs, (state) => (shownKept(state, id)?.origin ?? null) !== null);
  const isAsked = useStore(stores.runs, (state) => {
    const kept = shownKept(state, id);
    return kept !== null && isQuestionAsked(kept);
  });
  const focus = useDialogFocus();
  const [madeAt] = useState(() => new Date());
  const [picture, setPicture] = useState<SlidePicture | null>(null);
  const [error, setError] = useState<PlainError | null>(null);
  const [isReady, setReady] = useState(false);
  const onReady = useCallback(() => {
    setReady(true);
  }, []);
  useEffect(() => {
    const work = new AbortController();
    commands.overview(id, LONGEST_SIDE_PX, work.signal).then(setPicture, (reason: unknown) => {
      if (!isAbort(reason)) setError(toPlainError(reason));
    });
    return () => {
      work.abort();
    };
  }, [commands, id]);
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Content className={s['dialog']} aria-describedby={undefined} {...focus}>
          <div className={s['tools']}>
            <Dialog.Title className={s['dialogTitle']}>{text.report.title}</Dialog.Title>
            <span className={s['hint']}>{isReady || error ? text.report.printHint : text.report.preparingPatches}</span>
            <Button
              look="primary"
              icon={<Printer aria-hidden="true" />}
              disabled={!isReady}
              onClick={() => {
                window.print();
              }}
            >
              {text.report.print}
            </Button>
            <Dialog.Close asChild>
              <IconButton label={text.report.close}>
                <X aria-hidden="true" />
              </IconButton>
            </Dialog.Close>
          </div>
          {error ? <ErrorBanner error={error} onDismiss={props.onClose} /> : null}
          {picture ? (
            // Scrolled by keys: what scrolls can have the focus.
            <div className={s['desk']} role="region" aria-label={text.report.title} tabIndex={0}>
              <ReportPage
                slide={slide}
                result={result}
                picture={picture}
                origin={isFromElsewhere ? text.report.fromElsewhere : null}
                isQuestionAsked={isAsked}
                madeAt={madeAt}
                onReady={onReady}
              />
            </div>
          ) : error ? null : (
            <p className={s['waiting']} role="status">
              {text.report.preparing}
            </p>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
