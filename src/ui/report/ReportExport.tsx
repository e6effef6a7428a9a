import { FileText } from 'lucide-react';
import { text } from '#ui/messages/text.ts';
import { Button } from '../controls/Button.tsx';
import { useDialog } from '../dialogs.ts';

/** Opens the report of the result on screen. */
export function ReportExport({ className }: { readonly className: string }) {
  const [, setOpen] = useDialog('report');
  return (
    <Button
      icon={<FileText aria-hidden="true" />}
      className={className}
      aria-haspopup="dialog"
      onClick={() => {
        setOpen(true);
      }}
    >
      {text.report.open}
    </Button>
  );
}
