import { useStore } from 'zustand';
import { hasUnwritten } from '#state/keeping-store.ts';
import type { BackEndReport } from '#state/machine-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import { useGoingOn } from '../offline/use-going-on.ts';
import s from './Facts.module.css';

/** What can compute here. */
export function MachinePart() {
  const { stores, offline } = useApp();
  const wouldIsolate = useStore(stores.offline, (state) => state.wouldIsolate);
  const goingOn = useGoingOn();
  const loses = useStore(stores.keeping, hasUnwritten);
  const closes = loses ? text.keeping.restartLoses : text.offline.closes;
  const found = useStore(stores.machine, (state) => state.backEnds);
  if (found.kind === 'failed') return <ErrorBanner error={found.error} />;
  if (found.kind !== 'done') return <p role="status">{text.workstation.machine.looking}</p>;
  return (
    <>
      <dl className={s['facts']}>
        {factsOf(found.value, wouldIsolate).map(({ name, value, note }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {value}
              {note === undefined ? null : <p>{note}</p>}
            </dd>
          </div>
        ))}
      </dl>
      {wouldIsolate ? (
        <div className={s['action']}>
          <Button disabled={goingOn !== null} onClick={() => void offline?.then((commands) => commands.reload())}>
            {text.offline.reload}
          </Button>
          <span role="status">{goingOn === null ? closes : text.offline.waits[goingOn]}</span>
        </div>
      ) : null}
    </>
  );
}

interface Fact {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

function factsOf({ wasm, webgpu }: BackEndReport, wouldIsolate: boolean): Fact[] {
  const words = text.workstation.machine;
  const processor = {
    name: words.processor,
    value: words.threads(wasm.threads),
    note: wasm.crossOriginIsolated ? words.isolated : wouldIsolate ? text.offline.wouldIsolate : words.notIsolated,
  };
  const browser = { name: words.browser, value: navigator.userAgent };
  if (!webgpu) return [processor, { name: words.gpu, value: words.noGpu }, browser];
  return [
    processor,
    { name: words.gpu, value: webgpu.software ? words.gpuSoftware(webgpu.adapter) : webgpu.adapter },
    { name: words.largestBuffer, value: words.bytes(webgpu.maxBufferBytes) },
    { name: words.halfPrecision, value: webgpu.shaderF16 ? words.yes : words.no },
    browser,
  ];
}
