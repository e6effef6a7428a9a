import type { SlideViewer } from '#viewer/slide-viewer.ts';
import { Panel } from '../panel/Panel.tsx';
import { SlideRail } from '../rail/SlideRail.tsx';
import { SlideStage } from '../stage/SlideStage.tsx';

/** What stands beside each other once a slide is open: the slides, the slide, the work on it. The largest part of the window by code. */
export function WorkArea(props: {
  readonly isRailOpen: boolean;
  readonly isPanelOpen: boolean;
  /** Whether a viewer can be made already. */
  readonly canShow: boolean;
  readonly onViewer: (viewer: SlideViewer | null) => void;
}) {
  return (
    <>
      <SlideRail isOpen={props.isRailOpen} />
      {props.canShow ? <SlideStage onViewer={props.onViewer} /> : <div />}
      {props.isPanelOpen ? <Panel /> : null}
    </>
  );
}
