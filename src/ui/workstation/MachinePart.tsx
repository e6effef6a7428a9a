import { useStore } from 'zustand';
import type { BackEndReport } from '#state/machine-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import s from './Facts.module.css';

/** What can compute here. */
export function MachinePart() {
  const { stores } = useApp();
  const found = useStore(stores.machine, (state) => state.backEnds);
  if (found.kind === 'failed') return <ErrorBanner error={found.error} />;
  if (found.kind !== 'done') return <p role="status">{text.workstation.machine.looking}</p>;
  return (
    <dl className={s['facts']}>
      {factsOf(found.value).map(({ name, value, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {note === undefined ? null : <p>{note}</p>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface Fact {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

function factsOf({ wasm, webgpu }: BackEndReport): Fact[] {
  const words = text.workstation.machine;
  const processor = {
    name: words.processor,
    value: words.threads(wasm.threads),
    note: wasm.crossOriginIsolated ? words.isolated : words.notIsolated,
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
