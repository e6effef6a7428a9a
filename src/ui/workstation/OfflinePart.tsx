import { type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { OfflineState, ShellStatus, UpdateStatus } from '#state/offline-store.ts';
import { dayAndTime } from '#ui/messages/numbers.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { useRestart } from '../offline/use-restart.ts';
import s from './Facts.module.css';

/** The program itself on this machine: which version, whether it is all here, whether there is a newer one, whether it is installed. */
export function OfflinePart() {
  const { stores } = useApp();
  const state = useStore(stores.offline);
  return (
    <dl className={s['facts']}>
      <Fact name={text.offline.version}>{versionText(state.version)}</Fact>
      <Fact name={text.offline.stored}>
        <Stored shell={state.shell} />
      </Fact>
      {state.shell.kind === 'impossible' ? null : (
        <Fact name={text.offline.newer}>
          <Newer update={state.update} />
        </Fact>
      )}
      <Fact name={text.offline.install}>
        <Install install={state.install} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function versionText(version: string | null): string {
  if (version === null) return text.offline.inDevelopment;
  const [release = '', build = ''] = version.split('+');
  return text.offline.versionIs(release, build);
}

function Stored({ shell }: { readonly shell: ShellStatus }) {
  const { offline } = useApp();
  switch (shell.kind) {
    case 'looking':
      return <p role="status">{text.offline.looking}</p>;
    case 'impossible':
      return (
        <>
          {text.offline.impossible}
          <p>{text.offline.impossibleNotes[shell.why]}</p>
        </>
      );
    case 'storing':
      return (
        <>
          <span role="status">{text.offline.storing(shell.doneBytes, shell.totalBytes)}</span>
          <progress
            className={s['bar']}
            aria-label={text.offline.stored}
            value={shell.doneBytes}
            max={shell.totalBytes}
          />
        </>
      );
    case 'stored':
      return (
        <>
          {text.offline.complete(shell.files, shell.bytes)}
          <p>{text.offline.completeNote}</p>
        </>
      );
    case 'failed':
      return (
        <>
          {text.offline.incomplete}
          <p role="alert">
            {shell.problem === 'no-room' || shell.problem === 'stopped'
              ? text.offline.problems[shell.problem]
              : text.offline.problems[shell.problem](shell.path)}
          </p>
          <div className={s['action']}>
            <Button onClick={() => void offline?.then((commands) => commands.storeShell())}>
              {text.offline.storeAgain}
            </Button>
          </div>
        </>
      );
  }
}

function Newer({ update }: { readonly update: UpdateStatus }) {
  const { offline } = useApp();
  const { isWaiting, note, restart } = useRestart();
  const isAsking = update.kind === 'checking';
  const ask = (
    <div className={s['action']}>
      {/* Stays while the host is asked, with the focus; nothing below moves. */}
      <Button
        aria-disabled={isAsking}
        onClick={() => {
          if (!isAsking) void offline?.then((commands) => commands.checkForUpdate());
        }}
      >
        {text.offline.check}
      </Button>
    </div>
  );
  switch (update.kind) {
    case 'none':
      return (
        <>
          <span role="status">
            {update.checkedAtMs === null
              ? text.offline.none
              : text.offline.noneAt(dayAndTime(new Date(update.checkedAtMs).toISOString()))}
          </span>
          {ask}
        </>
      );
    case 'storing':
      return <span role="status">{text.offline.fetching}</span>;
    case 'restarting':
      return <span role="status">{text.offline.restarting}</span>;
    case 'checking':
    case 'unreachable':
    case 'failed':
      return (
        <>
          <span role="status">{text.offline[update.kind]}</span>
          {ask}
        </>
      );
    case 'ready':
    case 'elsewhere':
    case 'not-taken':
      return (
        <>
          {text.offline[update.kind]}
          {note === null ? null : <p role="status">{note}</p>}
          <div className={s['action']}>
            <Button look="primary" disabled={isWaiting} onClick={restart}>
              {text.offline.restart}
            </Button>
          </div>
        </>
      );
  }
}

function Install({ install }: { readonly install: OfflineState['install'] }) {
  const { offline } = useApp();
  if (install === 'installed') return text.offline.installed;
  if (install === 'by-hand') return <p>{text.offline.byHand}</p>;
  return (
    <>
      <p>{text.offline.canInstall}</p>
      <div className={s['action']}>
        <Button onClick={() => void offline?.then((commands) => commands.install())}>{text.offline.installNow}</Button>
      </div>
    </>
  );
}
