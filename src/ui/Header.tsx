import {
  CircleHelp,
  Command,
  FileUp,
  FolderOpen,
  Link2,
  MonitorCog,
  Moon,
  PanelLeft,
  PanelRight,
  Plus,
  ScanEye,
  Sun,
} from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { displayedKept } from '#state/displayed.ts';
import { shownSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from './app-context.tsx';
import { Button } from './controls/Button.tsx';
import { IconButton } from './controls/IconButton.tsx';
import { useDialog } from './dialogs.ts';
import type { OpenActions } from './empty/use-open-actions.tsx';
import s from './Header.module.css';
import { LanguageMenu } from './language/LanguageMenu.tsx';
import { Mark } from './Mark.tsx';
import { ShareButton } from './share/ShareButton.tsx';
import { SpacingChip } from './spacing/SpacingChip.tsx';

export function Header(props: {
  readonly actions: OpenActions;
  readonly isRailOpen: boolean;
  readonly onToggleRail: () => void;
  readonly onShowShortcuts: () => void;
  readonly onShowCommands: () => void;
}) {
  const { stores } = useApp();
  const slide = useStore(stores.slides, shownSlide);
  const theme = useStore(stores.preferences, (state) => state.theme);
  const isPanelOpen = useStore(stores.preferences, (state) => state.panelOpen);
  return (
    <header className={s['header']}>
      <div className={s['row']}>
        <div className={s['side']}>
          {slide ? (
            <IconButton
              label={props.isRailOpen ? text.header.hideRail : text.header.showRail}
              aria-pressed={props.isRailOpen}
              onClick={props.onToggleRail}
            >
              <PanelLeft aria-hidden="true" />
            </IconButton>
          ) : null}
          <span className={s['brand']}>
            <Mark />
            {text.app.name}
          </span>
          {slide ? <OpenMenu actions={props.actions} /> : null}
        </div>
        {slide ? (
          <div className={s['slide']}>
            <h1 className={s['name']} title={slide.description.name}>
              {slide.description.name}
            </h1>
            <SpacingChip slide={slide} />
            <ShownModel slideId={slide.description.id} />
          </div>
        ) : (
          <span />
        )}
        <div className={s['side']} data-end>
          {slide ? <ShareButton key={slide.description.id} slide={slide} /> : null}
          <IconButton
            label={theme === 'dark' ? text.header.toLight : text.header.toDark}
            onClick={() => {
              stores.preferences.setState({ theme: theme === 'dark' ? 'light' : 'dark' });
            }}
          >
            {theme === 'dark' ? <Sun aria-hidden="true" /> : <Moon aria-hidden="true" />}
          </IconButton>
          <LanguageMenu />
          <WorkstationButton />
          <IconButton label={text.header.commands} shortcut="P" onClick={props.onShowCommands}>
            <Command aria-hidden="true" />
          </IconButton>
          <IconButton label={text.header.shortcuts} shortcut="?" onClick={props.onShowShortcuts}>
            <CircleHelp aria-hidden="true" />
          </IconButton>
          {slide ? (
            <IconButton
              label={isPanelOpen ? text.header.hidePanel : text.header.showPanel}
              aria-pressed={isPanelOpen}
              onClick={() => {
                stores.preferences.setState({ panelOpen: !isPanelOpen });
              }}
            >
              <PanelRight aria-hidden="true" />
            </IconButton>
          ) : null}
        </div>
      </div>
    </header>
  );
}

function WorkstationButton() {
  const [, setOpen] = useDialog('workstation');
  return (
    <IconButton
      label={text.workstation.open}
      aria-haspopup="dialog"
      onClick={() => {
        setOpen(true);
      }}
    >
      <MonitorCog aria-hidden="true" />
    </IconButton>
  );
}

/** Name and version of the model whose result lies over the slide. */
function ShownModel({ slideId }: { readonly slideId: string }) {
  const { stores } = useApp();
  const bundle = useStore(stores.runs, (state) => displayedKept(state, slideId)?.result.run.bundle ?? null);
  return bundle ? <span className={s['model']}>{text.header.modelShown(bundle.name, bundle.version)}</span> : null;
}

function OpenMenu({ actions }: { readonly actions: OpenActions }) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button look="ghost" icon={<Plus aria-hidden="true" />} aria-label={text.header.openMenu}>
          {text.header.open}
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={s['menu']} align="start" sideOffset={6}>
          <MenuItem icon={<FileUp />} text={text.header.openFile} onSelect={actions.openFile} />
          <MenuItem icon={<FolderOpen />} text={text.header.openFolder} onSelect={actions.openFolder} />
          <MenuItem icon={<Link2 />} text={text.header.openLink} onSelect={actions.openLink} />
          <MenuItem icon={<ScanEye />} text={text.header.openPhantom} onSelect={actions.openPhantom} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function MenuItem(props: { readonly icon: ReactNode; readonly text: string; readonly onSelect: () => void }) {
  return (
    <DropdownMenu.Item className={s['menuItem']} onSelect={props.onSelect}>
      {props.icon}
      {props.text}
    </DropdownMenu.Item>
  );
}
