import { Share2 } from 'lucide-react';
import { useStore } from 'zustand';
import { shownKept } from '#state/displayed.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { Modal } from '../controls/Modal.tsx';
import { useDialog } from '../dialogs.ts';
import { ShareForm } from './ShareForm.tsx';

/** There while a slide has a result on screen: opens the dialog that makes a link to it. */
export function ShareButton({ slide }: { readonly slide: OpenSlide }) {
  const { stores } = useApp();
  const kept = useStore(stores.runs, (state) => shownKept(state, slide.description.id));
  const [isOpen, setOpen] = useDialog('share');
  if (!kept) return null;
  return (
    <>
      <Button
        look="ghost"
        icon={<Share2 aria-hidden="true" />}
        onClick={() => {
          setOpen(true);
        }}
      >
        {text.share.button}
      </Button>
      <Modal
        title={text.share.title}
        description={text.share.description}
        size="wide"
        open={isOpen}
        onOpenChange={setOpen}
      >
        <ShareForm slide={slide} kept={kept} />
      </Modal>
    </>
  );
}
