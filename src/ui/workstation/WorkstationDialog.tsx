import { Tabs } from 'radix-ui';
import type { ComponentType } from 'react';
import { text } from '#ui/messages/text.ts';
import { Modal } from '../controls/Modal.tsx';
import { CheckPart } from '../check/CheckPart.tsx';
import { NetworkPart } from '../network/NetworkPart.tsx';
import { MachinePart } from './MachinePart.tsx';
import { ModelsPart } from './models/ModelsPart.tsx';
import { OfflinePart } from './OfflinePart.tsx';
import { StoragePart } from './StoragePart.tsx';
import s from './WorkstationDialog.module.css';

interface Part {
  readonly id: string;
  readonly name: () => string;
  readonly Content: ComponentType;
}

/** In the order in which they are listed. */
const PARTS: readonly Part[] = [
  { id: 'machine', name: () => text.workstation.machine.name, Content: MachinePart },
  { id: 'offline', name: () => text.offline.name, Content: OfflinePart },
  { id: 'models', name: () => text.modelFiles.name, Content: ModelsPart },
  { id: 'storage', name: () => text.keeping.storage.name, Content: StoragePart },
  { id: 'network', name: () => text.network.name, Content: NetworkPart },
  { id: 'check', name: () => text.check.name, Content: CheckPart },
];

/** What this machine offers and keeps, part by part; `first` is on screen when it opens. */
export function WorkstationDialog({ first, onClose }: { readonly first: string; readonly onClose: () => void }) {
  return (
    <Modal title={text.workstation.title} size="widest" open onOpenChange={onClose}>
      <Tabs.Root className={s['parts']} defaultValue={first} orientation="vertical">
        <Tabs.List className={s['list']} aria-label={text.workstation.parts}>
          {PARTS.map(({ id, name }) => (
            <Tabs.Trigger key={id} value={id} className={s['name']}>
              {name()}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {PARTS.map(({ id, Content }) => (
          <Tabs.Content key={id} value={id} className={s['part']}>
            <Content />
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </Modal>
  );
}
