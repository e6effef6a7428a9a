import { useStore } from 'zustand';
import { otherOriginsContacted, totalsOf } from '#core/network/ledger.ts';
import { shownSlide } from '#state/slides-store.ts';
import { displayedKept } from '#state/displayed.ts';
import { worstTrouble } from '#state/troubles-store.ts';
import { allUnread } from '#state/view-store.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { useDialog } from '../dialogs.ts';
import { hostOfOrigin } from '../network/host-of-origin.ts';
import { stageText } from '../run/stage-text.ts';
import { waitingText } from '../troubles/trouble-text.ts';
import { useNow } from '../troubles/use-now.ts';
import s from './StatusBar.module.css';
import { useTransferText } from './use-transfer-text.ts';

/** What the machine does, what was read and sent, and what this is not for. */
export function StatusBar() {
  const { stores } = useApp();
  const slide = useStore(stores.slides, shownSlide);
  const memoryBytes = useStore(stores.machine, (state) => state.memoryBytes);
  const ledger = useStore(stores.network, (state) => state.ledger);
  const sentElsewhere = totalsOf(ledger.filter(({ origin }) => origin !== location.origin)).bytesOut;
  const [firstHost, ...moreHosts] = otherOriginsContacted(ledger, location.origin).map(hostOfOrigin);
  const [, setNetworkOpen] = useDialog('network');
  const unread = useStore(stores.view, (state) => allUnread(state.unread)?.count ?? 0);
  return (
    <footer className={s['bar']} aria-label={text.status.region}>
      <span className={s['work']} role="status" aria-live="off">
        <Working />
      </span>
      <BackEnd />
      {memoryBytes === null ? null : <span className={s['optional']}>{text.status.memory(memoryBytes)}</span>}
      {slide ? (
        <span data-caution={slide.damagedTiles > 0}>
          {slide.damagedTiles > 0 ? text.status.damaged(slide.damagedTiles) : text.status.noDamaged}
        </span>
      ) : null}
      {unread > 0 ? <span data-caution="true">{text.troubles.unreadShort(unread)}</span> : null}
      {slide ? <span className={s['optional']}>{text.status.read(slide.bytesRead)}</span> : null}
      <button
        type="button"
        className={s['hosts']}
        title={text.network.open}
        onClick={() => {
          setNetworkOpen(true);
        }}
      >
        {firstHost === undefined ? text.status.noHosts : text.status.hosts(firstHost, moreHosts.length)}
      </button>
      <span title={text.status.sentLong}>{text.status.sent(sentElsewhere)}</span>
      <span className={s['research']} title={text.app.researchUseLong}>
        {text.app.researchUse}
      </span>
    </footer>
  );
}

/** What goes on, what keeps it from going on first of all. */
function Working() {
  const { stores } = useApp();
  const run = useStore(stores.runs, runInProgress);
  const tilesLoading = useStore(stores.view, (state) => state.tilesLoading);
  const isSettled = useStore(stores.view, (state) => state.isSettled);
  const trouble = useStore(stores.troubles, worstTrouble);
  const nowMs = useNow(trouble !== null && trouble.atMs !== null);
  const transfer = useTransferText();
  if (trouble) return waitingText(trouble, nowMs);
  if (run?.status.kind === 'running') return stageText(run.status.progress);
  if (tilesLoading > 0) return text.status.tiles(tilesLoading);
  return isSettled ? (transfer ?? text.status.idle) : text.status.drawing;
}

/** Where the shown run computed, else what this machine offers. */
function BackEnd() {
  const { stores } = useApp();
  const slideId = useStore(stores.slides, (state) => state.shownId);
  const ranOn = useStore(stores.runs, (state) => {
    const kept = slideId === null ? null : displayedKept(state, slideId);
    // A result from a file ran on another machine, maybe.
    return kept && !kept.origin ? kept.result.run.backEnd : null;
  });
  const found = useStore(stores.machine, (state) => state.backEnds);
  if (ranOn)
    return (
      <span>{ranOn.kind === 'webgpu' ? text.status.gpu(ranOn.adapter ?? '') : text.status.cpu(ranOn.threads)}</span>
    );
  if (found.kind !== 'done') return null;
  const { webgpu, wasm } = found.value;
  return <span>{webgpu && !webgpu.software ? text.status.gpu(webgpu.adapter) : text.status.cpu(wasm.threads)}</span>;
}
