import { FileText } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { Model } from '#state/models-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { Modal } from '../controls/Modal.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import { CardText } from './CardText.tsx';
import s from './CardText.module.css';

/** Opens the card that came with a model. */
export function CardButton({ model }: { readonly model: Model }) {
  const { stores, commands } = useApp();
  const [isOpen, setOpen] = useState(false);
  const { id, name } = model.manifest;
  const card = useStore(stores.models, (state) => state.cards[id]);
  return (
    <>
      <Button
        className={s['open'] ?? ''}
        icon={<FileText aria-hidden="true" />}
        onClick={() => {
          setOpen(true);
          void commands.readCard(id);
        }}
      >
        {text.bundles.card}
      </Button>
      <Modal title={text.bundles.cardTitle(name)} size="wide" open={isOpen} onOpenChange={setOpen}>
        {card?.kind === 'done' ? (
          <CardText text={card.value} />
        ) : card?.kind === 'failed' ? (
          <ErrorBanner error={card.error} />
        ) : (
          <p className={s['quiet']}>{text.bundles.cardLoading}</p>
        )}
      </Modal>
    </>
  );
}
