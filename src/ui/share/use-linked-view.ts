import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useApp, useViewer } from '../app-context.tsx';

/** Takes the view that a link asks for on a slide that was on screen already; of one just opened the viewer begins with it. */
export function useLinkedView(): void {
  const { stores } = useApp();
  const viewer = useViewer();
  const wanted = useStore(stores.link, (state) => state.wantedView);
  const shownId = useStore(stores.slides, (state) => state.shownId);
  useEffect(() => {
    if (!viewer || !wanted || wanted.slideId !== shownId) return;
    viewer.setView(wanted.view);
    stores.link.setState({ wantedView: null });
  }, [viewer, wanted, shownId, stores]);
}
