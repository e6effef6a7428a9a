import { useStore } from 'zustand';
import type { BackEndReport, MachineState } from '#state/machine-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import s from './BackEndChoice.module.css';

/** Where to compute, and below it a note or what this machine offers. */
export function BackEndChoice({ note }: { readonly note: string | null }) {
  const { stores, commands } = useApp();
  const backEnd = useStore(stores.models, (state) => state.backEnd);
  const found = useStore(stores.machine, (state) => state.backEnds);
  const hasGpu = found.kind !== 'done' || found.value.webgpu !== null;
  return (
    <div className={s['choice']}>
      <Segmented
        label={text.model.runOn}
        value={backEnd}
        segments={[
          { value: 'auto', label: text.model.auto },
          { value: 'webgpu', label: text.model.gpu, disabled: !hasGpu },
          { value: 'wasm', label: text.model.cpu },
        ]}
        onChange={commands.chooseBackEnd}
      />
      <p className={s['offer']} title={offerText(found)}>
        {note ?? offerText(found)}
      </p>
    </div>
  );
}

function offerText(found: MachineState['backEnds']): string {
  if (found.kind === 'done') return `${gpuText(found.value)} ${cpuText(found.value)}`;
  return found.kind === 'failed' ? '' : text.model.looking;
}

function gpuText({ webgpu }: BackEndReport): string {
  if (!webgpu) return text.model.noGpu;
  return webgpu.software ? text.model.softwareGpu(webgpu.adapter) : text.model.gpuIs(webgpu.adapter);
}

function cpuText({ wasm }: BackEndReport): string {
  return wasm.crossOriginIsolated ? text.model.threads(wasm.threads) : text.model.oneThread;
}
