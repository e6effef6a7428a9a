import { FileText } from 'lucide-react';
import { useState } from 'react';
import type { RunResult } from '#core/result/run-result.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { Button } from '../controls/Button.tsx';
import { ReportDialog } from './ReportDialog.tsx';

/** Opens the report of a result. */
export function ReportExport(props: {
  readonly slide: OpenSlide;
  readonly result: RunResult;
  readonly className: string;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        icon={<FileText aria-hidden="true" />}
        className={props.className}
        aria-haspopup="dialog"
        onClick={() => {
          setOpen(true);
        }}
      >
        {text.report.open}
      </Button>
      {isOpen ? (
        <ReportDialog
          slide={props.slide}
          result={props.result}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}
