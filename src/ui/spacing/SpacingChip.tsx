import { Ruler } from 'lucide-react';
import { useState } from 'react';
import { meanSpacing } from '#core/geometry/spacing.ts';
import { spacingInUse, type OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { spacing } from '../messages/numbers.ts';
import s from './SpacingChip.module.css';
import { SpacingDialog } from './SpacingDialog.tsx';

/** The spacing in use beside the slide's name; asks for it where nobody stated one. */
export function SpacingChip({ slide }: { readonly slide: OpenSlide }) {
  const [isOpen, setOpen] = useState(false);
  const inUse = spacingInUse(slide);
  return (
    <>
      <button
        type="button"
        className={s['chip']}
        data-absent={inUse === null}
        aria-label={
          inUse ? text.phrases.listed([text.spacing.change, spacing(meanSpacing(inUse.spacing))]) : text.spacing.state
        }
        onClick={() => {
          setOpen(true);
        }}
      >
        <Ruler aria-hidden="true" />
        {inUse ? spacing(meanSpacing(inUse.spacing)) : text.spacing.state}
      </button>
      <SpacingDialog slide={slide} open={isOpen} onOpenChange={setOpen} />
    </>
  );
}
