import { useRef, useState, type ReactNode } from 'react';
import { useApp } from '../app-context.tsx';
import { pickedFolder } from './dropped-source.ts';
import { openAny } from './open-any.ts';
import { OpenLinkDialog } from './OpenLinkDialog.tsx';

export interface OpenActions {
  readonly openFile: () => void;
  readonly openFolder: () => void;
  readonly openLink: () => void;
  readonly openPhantom: () => void;
  /** The inputs and the dialog that the actions use; rendered once. */
  readonly parts: ReactNode;
}

const FILE_TYPES =
  '.svs,.tif,.tiff,.btf,.tf8,.dzi,.png,.jpg,.jpeg,.json,.geojson,.csv,.h5,.hdf5,.zip,image/tiff,image/png,image/jpeg';

/** The four ways to open a slide by hand. */
export function useOpenActions(): OpenActions {
  const { commands } = useApp();
  const fileInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const [isLinkOpen, setLinkOpen] = useState(false);
  const parts = (
    <>
      <input
        ref={fileInput}
        type="file"
        hidden
        data-testid="file-input"
        accept={FILE_TYPES}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) openAny(commands, { kind: 'file', file });
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
          if (source) openAny(commands, source);
          event.target.value = '';
        }}
      />
      <OpenLinkDialog open={isLinkOpen} onOpenChange={setLinkOpen} />
    </>
  );
  return {
    openFile: () => fileInput.current?.click(),
    openFolder: () => folderInput.current?.click(),
    openLink: () => {
      setLinkOpen(true);
    },
    openPhantom: () => void commands.openPhantom(),
    parts,
  };
}
