import { Tooltip } from 'radix-ui';
import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { SlideViewer } from '#viewer/slide-viewer.ts';
import { AppServicesProvider, ViewerProvider, useApp, type AppServices } from './app-context.tsx';
import s from './App.module.css';
import { DropOverlay } from './empty/DropOverlay.tsx';
import type { DroppedSource } from './empty/dropped-source.ts';
import { EmptyScreen } from './empty/EmptyScreen.tsx';
import { openAny } from './empty/open-any.ts';
import { useOpenActions } from './empty/use-open-actions.tsx';
import { useWindowDrop } from './empty/use-window-drop.ts';
import { Header } from './Header.tsx';
import { LanguageNotice } from './language/LanguageNotice.tsx';
import { useLanguage } from './language/use-language.ts';
import { AddingNotice } from './model/AddingNotice.tsx';
import { Notices } from './notices/Notices.tsx';
import { Panel } from './panel/Panel.tsx';
import { SlideRail } from './rail/SlideRail.tsx';
import { LinkNotice } from './share/LinkNotice.tsx';
import { LinkQuestion } from './share/LinkQuestion.tsx';
import { ShortcutSheet } from './shortcuts/ShortcutSheet.tsx';
import { useShortcuts } from './shortcuts/use-shortcuts.ts';
import { SlideStage } from './stage/SlideStage.tsx';
import { StatusBar } from './status/StatusBar.tsx';
import { useMemory } from './status/use-memory.ts';
import { useSlideStats } from './status/use-slide-stats.ts';
import { useMediaQuery } from './use-media-query.ts';

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
  const { stores, commands } = useApp();
  const hasSlide = useStore(stores.slides, (state) => state.shownId !== null);
  const theme = useStore(stores.preferences, (state) => state.theme);
  const railChoice = useStore(stores.preferences, (state) => state.railOpen);
  const isPanelOpen = useStore(stores.preferences, (state) => state.panelOpen);
  const isWide = useMediaQuery(WIDE);
  const isRailOpen = railChoice ?? isWide;
  const [viewer, setViewer] = useState<SlideViewer | null>(null);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const actions = useOpenActions();

  const openDropped = useCallback(
    (source: DroppedSource | null) => {
      openAny(commands, source);
    },
    [commands],
  );
  const isOver = useWindowDrop(openDropped);
  useSlideStats();
  useMemory();

  const showSheet = useCallback(() => {
    setSheetOpen(true);
  }, []);
  useShortcuts(stores, viewer, showSheet, commands.toggleCompare);

  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);

  return (
    <ViewerProvider value={viewer}>
      <div className={s['window']}>
        <Header
          actions={actions}
          isRailOpen={isRailOpen}
          onToggleRail={() => {
            stores.preferences.setState({ railOpen: !isRailOpen });
          }}
          onShowShortcuts={showSheet}
        />
        {hasSlide ? (
          <div className={s['work']}>
            <SlideRail isOpen={isRailOpen} />
            <SlideStage onViewer={setViewer} />
            {isPanelOpen ? <Panel /> : null}
          </div>
        ) : (
          <EmptyScreen actions={actions} isOver={isOver} />
        )}
        <StatusBar />
        <Notices />
        {hasSlide ? <LinkNotice isFloating onOpenFile={actions.openFile} /> : null}
        <LinkQuestion />
        <AddingNotice />
        {hasSlide && isOver ? <DropOverlay /> : null}
        <ShortcutSheet open={isSheetOpen} onOpenChange={setSheetOpen} />
        {actions.parts}
      </div>
    </ViewerProvider>
  );
}
