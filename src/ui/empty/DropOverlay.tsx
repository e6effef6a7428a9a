import { en } from '#ui/messages/en.ts';
import s from './DropOverlay.module.css';

/** Covers the window while a file is held over it and slides are open. */
export function DropOverlay() {
  return (
    <div className={s['overlay']}>
      <p className={s['title']}>{en.drop.title}</p>
      <p className={s['formats']}>{en.empty.formats}</p>
    </div>
  );
}
