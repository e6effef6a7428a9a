import { useStore } from 'zustand';
import { hostsContacted, shownSlide } from '#state/slides-store.ts';
import { runInProgress, shownKept } from '#state/runs-store.ts';
import { en } from '#ui/messages/en.ts';
import { useApp } from '../app-context.tsx';
import { stageText } from '../run/stage-text.ts';
import s from './StatusBar.module.css';

/** What the machine does, what was read and sent, and what this is not for. */
export function StatusBar() {
  const { stores } = useApp();
  const slide = useStore(stores.slides, shownSlide);
  const run = useStore(stores.runs, runInProgress);
  const tilesLoading = useStore(stores.view, (state) => state.tilesLoading);
  const isSettled = useStore(stores.view, (state) => state.isSettled);
  const memoryBytes = useStore(stores.machine, (state) => state.memoryBytes);
  const hosts = slide ? hostsContacted(slide) : [];
  const working =
    run?.status.kind === 'running'
      ? stageText(run.status.progress)
      : tilesLoading > 0
        ? en.status.tiles(tilesLoading)
        : isSettled
          ? en.status.idle
          : en.status.drawing;
  return (
    <footer className={s['bar']} aria-label={en.status.region}>
      <span className={s['work']} role="status" aria-live="off">
        {working}
      </span>
      <BackEnd />
      {memoryBytes === null ? null : <span className={s['optional']}>{en.status.memory(memoryBytes)}</span>}
      {slide ? (
        <span data-caution={slide.damagedTiles > 0}>
          {slide.damagedTiles > 0 ? en.status.damaged(slide.damagedTiles) : en.status.noDamaged}
        </span>
      ) : null}
      {slide ? <span className={s['optional']}>{en.status.read(slide.bytesRead)}</span> : null}
      <span className={s['hosts']}>{hosts.length > 0 ? en.status.hosts(hosts) : en.status.noHosts}</span>
      <span title={en.status.noUploadsLong}>{en.status.noUploads}</span>
      <span className={s['research']} title={en.app.researchUseLong}>
        {en.app.researchUse}
      </span>
    </footer>
  );
}

/** Where the shown run computed, else what this machine offers. */
function BackEnd() {
  const { stores } = useApp();
  const slideId = useStore(stores.slides, (state) => state.shownId);
  const ranOn = useStore(stores.runs, (state) => {
    const kept = slideId === null ? null : shownKept(state, slideId);
    // A result from a file ran on another machine, maybe.
    return kept && !kept.origin ? kept.result.run.backEnd : null;
  });
  const found = useStore(stores.machine, (state) => state.backEnds);
  if (ranOn)
    return <span>{ranOn.kind === 'webgpu' ? en.status.gpu(ranOn.adapter ?? '') : en.status.cpu(ranOn.threads)}</span>;
  if (found.kind !== 'done') return null;
  const { webgpu, wasm } = found.value;
  return <span>{webgpu && !webgpu.software ? en.status.gpu(webgpu.adapter) : en.status.cpu(wasm.threads)}</span>;
}
