import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { changeImports, importsOf } from '#state/kept-results.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import { noteText } from './import-text.ts';
import s from './Notices.module.css';

/** How many annotations a file brought, and what of it could not be taken; until it is dismissed. */
export function AnnotationsReadNotice() {
  const { stores } = useApp();
  const slideId = useStore(stores.slides, (state) => state.shownId);
  const read = useStore(stores.runs, (state) => (slideId === null ? null : importsOf(state, slideId).read));
  if (slideId === null || !read) return null;
  const { fileName, count, tooMany, notes } = read;
  return (
    <div className={s['floating']}>
      <div className={s['opening']} role="status">
        <div>
          <p className={s['name']}>{text.exports.annotationsRead(count, fileName)}</p>
          <p>{text.exports.notChecked}</p>
          {tooMany > 0 ? <p>{text.exports.tooMany(tooMany)}</p> : null}
          {notes.map((note, i) => (
            <p key={i}>{noteText(note)}</p>
          ))}
        </div>
        <IconButton
          label={text.notices.dismiss}
          onClick={() => {
            stores.runs.setState((state) => changeImports(state, slideId, (imports) => ({ ...imports, read: null })));
          }}
        >
          <X aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  );
}
