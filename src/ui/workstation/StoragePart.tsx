import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { KeptOnMachine } from '#commands/kept-on-machine.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import { text } from '#ui/messages/text.ts';
import { storageEstimate, type StorageEstimateHere } from '#ui/platform/storage-estimate.ts';
import { useApp } from '../app-context.tsx';
import { KeptFeatures } from './KeptFeatures.tsx';
import { KeptResults } from './KeptResults.tsx';
import { LastingStorage } from './LastingStorage.tsx';
import s from './StoragePart.module.css';

interface Found {
  readonly kept: KeptOnMachine;
  readonly estimate: StorageEstimateHere;
}

/** What of this machine's storage is used, for what, how much features may take, and the way to be rid of it. */
export function StoragePart() {
  const { stores, commands } = useApp();
  const [found, setFound] = useState<Found | 'looking' | 'failed'>('looking');
  const isRunning = useStore(stores.runs, (state) => runInProgress(state) !== null);
  const settings = useStore(stores.keeping, (state) => state.settings);
  const [changes, setChanges] = useState(0);
  const [working, setWorking] = useState(0);
  useEffect(() => {
    // Again when a run ends: it has left something.
    let isCurrent = true;
    Promise.all([commands.lookAtKept(), storageEstimate()]).then(
      ([kept, estimate]) => {
        if (isCurrent) setFound({ kept, estimate });
      },
      (reason: unknown) => {
        console.warn('what is kept cannot be looked at', reason);
        if (isCurrent) setFound('failed');
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [commands, isRunning, changes]);
  const change = async (work: Promise<void>) => {
    setWorking((before) => before + 1);
    try {
      await work;
    } catch (reason) {
      console.warn('what is kept could not be changed', reason);
    }
    setWorking((before) => before - 1);
    setChanges((before) => before + 1);
  };
  if (found === 'looking') return <p role="status">{text.keeping.storage.looking}</p>;
  if (found === 'failed') return <p role="alert">{text.keeping.storage.failed}</p>;
  const { kept, estimate } = found;
  return (
    <div className={s['part']} aria-busy={working > 0}>
      <Use kept={kept} estimate={estimate} />
      <LastingStorage />
      {settings ? <p role="status">{text.keeping.settings[settings]}</p> : null}
      <KeptFeatures
        features={kept.features}
        isRunning={isRunning}
        onForget={(fingerprint) => void change(commands.forgetFeatures(fingerprint))}
        onLimit={(bytes) => void change(commands.setFeatureLimit(bytes))}
      />
      <KeptResults
        results={kept.results}
        onForget={(fingerprint) => void change(commands.forgetKeptResults(fingerprint))}
      />
    </div>
  );
}

const KINDS = ['features', 'results', 'models', 'other'] as const;

/** A bar of all that is used, and the same in words and numbers. */
function Use({ kept, estimate }: Found) {
  const words = text.keeping.storage;
  const sum = (list: readonly { readonly bytes: number }[]) => list.reduce((all, { bytes }) => all + bytes, 0);
  const own = { features: sum(kept.features), results: sum(kept.results), models: kept.modelBytes };
  const known = own.features + own.results + own.models;
  const used = Math.max(known, estimate.usedBytes ?? 0);
  const bytesOf = { ...own, other: used - known };
  const { quotaBytes } = estimate;
  return (
    <div>
      <p>{quotaBytes === null ? words.usedAlone(used) : words.used(used, quotaBytes)}</p>
      <div className={s['bar']} aria-hidden="true">
        {KINDS.map((kind) => (
          <span key={kind} data-kind={kind} style={{ flexGrow: bytesOf[kind] }} />
        ))}
      </div>
      <dl className={s['kinds']} aria-label={words.bar}>
        {KINDS.map((kind) => (
          <div key={kind}>
            <dt data-kind={kind}>{words.kinds[kind]}</dt>
            <dd>{words.size(bytesOf[kind])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
