import { text } from '#ui/messages/text.ts';
import s from './DropOverlay.module.css';

/** Covers the window while a file is held over it and slides are open. */
export function DropOverlay() {
  return (
    <div className={s['overlay']}>
      <p className={s['title']}>{text.drop.title}</p>
      <p className={s['formats']}>{text.empty.formats}</p>
    </div>
  );
}
