import { useRef, useState, type ReactNode } from 'react';
import { useApp } from '../app-context.tsx';
import { pickedFolder } from './dropped-source.ts';
import { acceptedTypes } from './file-types.ts';
import { openAny } from './open-any.ts';
import { openHandle, pickHandle } from './open-handle.ts';
import { OpenLinkDialog } from './OpenLinkDialog.tsx';

export interface OpenActions {
  readonly openFile: () => void;
  readonly openFolder: () => void;
  readonly openLink: () => void;
  readonly openPhantom: () => void;
  /** The inputs and the dialog that the actions use; rendered once. */
  readonly parts: ReactNode;
}

/** The four ways to open a slide by hand. */
export function useOpenActions(): OpenActions {
  const { commands } = useApp();
  const fileInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const [isLinkOpen, setLinkOpen] = useState(false);
  const open = (handle: FileSystemHandle) => openHandle(commands, handle);
  const parts = (
    <>
      <input
        ref={fileInput}
        type="file"
        hidden
        data-testid="file-input"
        accept={acceptedTypes()}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) void openAny(commands, { kind: 'file', file });
          event.target.value = '';
        }}
      />
      <input
        ref={folderInput}
        type="file"
        hidden
        data-testid="folder-input"
        // The attribute that makes it a folder input has no other name in any browser.
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          const source = pickedFolder(event.target.files ?? []);
          if (source) void openAny(commands, source);
          event.target.value = '';
        }}
      />
      <OpenLinkDialog open={isLinkOpen} onOpenChange={setLinkOpen} />
    </>
  );
  return {
    // A picker that gives a way back to the file where there is one: then it is among the recent ones the next time.
    openFile: () => {
      if (!pickHandle('file', open)) fileInput.current?.click();
    },
    openFolder: () => {
      if (!pickHandle('folder', open)) folderInput.current?.click();
    },
    openLink: () => {
      setLinkOpen(true);
    },
    openPhantom: () => void commands.openPhantom(),
    parts,
  };
}
