import type { KeptImport } from '#state/imports.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { removeImport } from '#state/imports.ts';
import { changeImports } from '#state/kept-results.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { noteText } from '../notices/import-text.ts';
import { FigureList } from './ExportMenu.tsx';
import { MapControls } from './MapControls.tsx';
import s from './Origin.module.css';
import r from './ResultSection.module.css';

/** Maps that another program made: what its file does and does not say, and how they are drawn. There is no answer and no run record. */
export function ImportBody({ slide, kept }: { readonly slide: OpenSlide; readonly kept: KeptImport }) {
  const { stores } = useApp();
  const slideId = slide.description.id;
  const { key, fileName, imported } = kept;
  return (
    <div className={r['result']}>
      <div className={s['origin']} role="note">
        <p>{text.exports.importedLong(fileName, text.exports.formats[imported.format])}</p>
        <p>{text.exports.notChecked}</p>
        {imported.notes.map((note, i) => (
          <p key={i}>{noteText(note)}</p>
        ))}
        <p>{text.exports.mapsImported(imported.maps.length, imported.patches.length)}</p>
      </div>
      <MapControls slideId={slideId} result={imported} />
      <FigureList slideId={slideId} />
      <div>
        <Button
          onClick={() => {
            stores.runs.setState((state) => changeImports(state, slideId, (imports) => removeImport(imports, key)));
          }}
        >
          {text.exports.takeOff}
        </Button>
      </div>
    </div>
  );
}
