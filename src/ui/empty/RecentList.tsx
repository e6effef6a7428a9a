import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { forgetRecentSlide } from '#state/preferences-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import s from './RecentList.module.css';

/** Slides of earlier visits: files and folders that the browser finds again, and addresses. */
export function RecentList({ isBusy }: { readonly isBusy: boolean }) {
  const { stores, commands } = useApp();
  const addresses = useStore(stores.preferences, (state) => state.recentSlides);
  const files = useStore(stores.recentFiles, (state) => state.list);
  if (addresses.length + files.length === 0) return null;
  return (
    <section className={s['recent']} aria-labelledby="recent-title">
      <div className={s['head']}>
        <h2 id="recent-title">{text.empty.recent}</h2>
        <button type="button" className={s['clear']} onClick={() => void commands.forgetAllRecent()}>
          {text.empty.forgetRecent}
        </button>
      </div>
      <ul>
        {files.map((file) => (
          <Row
            key={file.id}
            name={file.name}
            where={file.kind === 'file' ? text.empty.recentFile : text.empty.recentFolder}
            isBusy={isBusy}
            onOpen={() => void commands.openRecentFile(file)}
            onForget={() => void commands.forgetRecentFile(file.id)}
          />
        ))}
        {addresses.map(({ url, name }) => (
          <Row
            key={url}
            name={name}
            where={URL.parse(url)?.host ?? ''}
            isBusy={isBusy}
            onOpen={() => void commands.openLink(url)}
            onForget={() => {
              stores.preferences.setState((state) => forgetRecentSlide(state, url));
            }}
          />
        ))}
      </ul>
    </section>
  );
}

function Row(props: {
  readonly name: string;
  readonly where: string;
  readonly isBusy: boolean;
  readonly onOpen: () => void;
  readonly onForget: () => void;
}) {
  return (
    <li className={s['row']}>
      <button type="button" className={s['open']} disabled={props.isBusy} onClick={props.onOpen}>
        <span className={s['name']}>{props.name}</span>
        <span className={s['where']}>{props.where}</span>
      </button>
      <IconButton label={text.empty.forgetOne(props.name)} onClick={props.onForget}>
        <X aria-hidden="true" />
      </IconButton>
    </li>
  );
}
