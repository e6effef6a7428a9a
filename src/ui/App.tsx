import { Tooltip } from 'radix-ui';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { FileHandle } from '#commands/recent-files.ts';
import type { SlideViewer } from '#viewer/slide-viewer.ts';
import { AppServicesProvider, ViewerProvider, useApp, type AppServices } from './app-context.tsx';
import s from './App.module.css';
import { DialogsProvider, type DialogName } from './dialogs.ts';
import { DropOverlay } from './empty/DropOverlay.tsx';
import type { DroppedSource } from './empty/dropped-source.ts';
import { EmptyScreen } from './empty/EmptyScreen.tsx';
import { openAny } from './empty/open-any.ts';
import { useOpenActions } from './empty/use-open-actions.tsx';
import { useWindowDrop } from './empty/use-window-drop.ts';
import { Header } from './Header.tsx';
import { KeepingNotices } from './keeping/KeepingNotices.tsx';
import { LanguageNotice } from './language/LanguageNotice.tsx';
import { useLanguage } from './language/use-language.ts';
import { AddingNotice } from './model/AddingNotice.tsx';
import { ErrorBanner } from './notices/ErrorBanner.tsx';
import { FileWorkNotice } from './notices/FileWorkNotice.tsx';
import { Notices } from './notices/Notices.tsx';
import { OpenUpdateNotice } from './offline/OpenUpdateNotice.tsx';
import { CommandPalette, ShortcutSheet, WorkArea, fetchLaterParts } from './later-parts.ts';
import { PartFailureProvider, partMissing } from './parts/part-failure.ts';
import { OpenReport } from './report/OpenReport.tsx';
import { LinkNotice } from './share/LinkNotice.tsx';
import { LinkQuestion } from './share/LinkQuestion.tsx';
import { useShortcuts } from './shortcuts/use-shortcuts.ts';
import type { WindowParts } from './shortcuts/window-command.ts';
import { StatusBar } from './status/StatusBar.tsx';
import { useMemory } from './status/use-memory.ts';
import { useSlideStats } from './status/use-slide-stats.ts';
import { useHadBeen } from './use-had-been.ts';
import { useMediaQuery } from './use-media-query.ts';
import { OpenWorkstation } from './workstation/OpenWorkstation.tsx';

/** The whole window. */
export function App({ services }: { readonly services: AppServices }) {
  const language = useLanguage(services.stores.preferences);
  return (
    <AppServicesProvider value={services}>
      <Tooltip.Provider delayDuration={500} skipDelayDuration={200}>
        {/* Words are read while rendering: in another language the whole window is made anew, out of the stores. */}
        <Frame key={language.shown} />
        {language.hasFailed ? <LanguageNotice onDismiss={language.dismiss} /> : null}
      </Tooltip.Provider>
    </AppServicesProvider>
  );
}

/** Below this width the slide list starts closed, so that the slide keeps most of the window. */
const WIDE = '(min-width: 75rem)';

function Frame() {
  const { stores, commands, viewerReady } = useApp();
  const hasSlide = useStore(stores.slides, (state) => state.shownId !== null);
  const theme = useStore(stores.preferences, (state) => state.theme);
  const railChoice = useStore(stores.preferences, (state) => state.railOpen);
  const isPanelOpen = useStore(stores.preferences, (state) => state.panelOpen);
  const isWide = useMediaQuery(WIDE);
  const isRailOpen = railChoice ?? isWide;
  const [viewer, setViewer] = useState<SlideViewer | null>(null);
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const [error, setError] = useState<PlainError | null>(null);
  const [canShow, setCanShow] = useState(viewerReady === undefined);
  const actions = useOpenActions();

  const openDropped = useCallback(
    (source: DroppedSource | null, handle?: Promise<FileHandle | null>) => {
      void openAny(commands, source, handle);
    },
    [commands],
  );
  const isOver = useWindowDrop(openDropped);
  useSlideStats();
  useMemory();

  const dialogs = useMemo(() => ({ open: dialog, show: setDialog }), [dialog]);
  const hadShortcuts = useHadBeen(dialog === 'shortcuts');
  const hadCommands = useHadBeen(dialog === 'commands');
  const noDialog = () => {
    setDialog(null);
  };
  const toggleRail = () => {
    stores.preferences.setState({ railOpen: !isRailOpen });
  };
  const parts: WindowParts = { stores, commands, viewer, actions, showDialog: setDialog, toggleRail, tell: setError };
  useShortcuts(parts);

  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  useEffect(() => {
    fetchLaterParts().catch((reason: unknown) => {
      // Asked for again, and told of, when it is wanted.
      console.warn('a part of the window could not be fetched ahead', reason);
    });
  }, []);
  useEffect(() => {
    viewerReady?.then(
      () => {
        setCanShow(true);
      },
      (reason: unknown) => {
        setError(partMissing(reason));
      },
    );
  }, [viewerReady]);

  return (
    <DialogsProvider value={dialogs}>
      <PartFailureProvider value={setError}>
        <ViewerProvider value={viewer}>
          <div className={s['window']}>
            <Header
              actions={actions}
              isRailOpen={isRailOpen}
              onToggleRail={toggleRail}
              onShowShortcuts={() => {
                setDialog('shortcuts');
              }}
              onShowCommands={() => {
                setDialog('commands');
              }}
            />
            {hasSlide ? (
              <div className={s['work']}>
                <WorkArea isRailOpen={isRailOpen} isPanelOpen={isPanelOpen} canShow={canShow} onViewer={setViewer} />
              </div>
            ) : (
              <EmptyScreen actions={actions} isOver={isOver} />
            )}
            <StatusBar />
            <Notices />
            {hasSlide ? <LinkNotice isFloating onOpenFile={actions.openFile} /> : null}
            <LinkQuestion />
            <AddingNotice />
            <KeepingNotices />
            <FileWorkNotice />
            <OpenUpdateNotice />
            {hasSlide && isOver ? <DropOverlay /> : null}
            <OpenReport />
            <OpenWorkstation />
            {hadShortcuts ? (
              <ShortcutSheet
                open={dialog === 'shortcuts'}
                onOpenChange={(isOpen) => {
                  setDialog(isOpen ? 'shortcuts' : null);
                }}
                onMissing={noDialog}
              />
            ) : null}
            {hadCommands ? (
              <CommandPalette
                window={parts}
                open={dialog === 'commands'}
                onOpenChange={(isOpen) => {
                  setDialog(isOpen ? 'commands' : null);
                }}
                onMissing={noDialog}
              />
            ) : null}
            {error ? (
              <div className={s['failure']}>
                <ErrorBanner
                  error={error}
                  onDismiss={() => {
                    setError(null);
                  }}
                />
              </div>
            ) : null}
            {actions.parts}
          </div>
        </ViewerProvider>
      </PartFailureProvider>
    </DialogsProvider>
  );
}
