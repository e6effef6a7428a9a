import { useStore } from 'zustand';
import { shownResult } from '#state/displayed.ts';
import { shownSlide } from '#state/slides-store.ts';
import { useApp } from '../app-context.tsx';
import { useDialog } from '../dialogs.ts';
import { ReportDialog } from '../later-parts.ts';

/** The report while it is open, wherever it was opened from. */
export function OpenReport() {
  const { stores } = useApp();
  const [isOpen, setOpen] = useDialog('report');
  const slide = useStore(stores.slides, shownSlide);
  const result = useStore(stores.runs, (state) => (slide ? shownResult(state, slide.description.id) : null));
  if (!isOpen || !slide || !result) return null;
  return (
    <ReportDialog
      slide={slide}
      result={result}
      onClose={() => {
        setOpen(false);
      }}
      onMissing={() => {
        setOpen(false);
      }}
    />
  );
}
