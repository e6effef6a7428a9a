import { Download } from 'lucide-react';
import type { ExportKind } from '#commands/result-commands.ts';
import { en } from '#ui/messages/en.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import s from './ExportMenu.module.css';

const KINDS: readonly { readonly kind: ExportKind; readonly label: string; readonly hint: string }[] = [
  { kind: 'result', label: en.result.exportResult, hint: en.result.exportResultHint },
  { kind: 'wsinfer-csv', label: en.result.exportCsv, hint: en.result.exportCsvHint },
  { kind: 'qupath-geojson', label: en.result.exportGeoJson, hint: en.result.exportGeoJsonHint },
];

/** The result as files for other programs. */
export function ExportMenu({ slideId }: { readonly slideId: string }) {
  const { commands } = useApp();
  return (
    <div role="group" aria-label={en.result.export}>
      <h3 className={s['title']}>{en.result.export}</h3>
      <ul className={s['list']}>
        {KINDS.map(({ kind, label, hint }) => (
          <li key={kind} className={s['row']}>
            <Button
              icon={<Download aria-hidden="true" />}
              className={s['button'] ?? ''}
              onClick={() => {
                commands.exportResult(slideId, kind);
              }}
            >
              {label}
            </Button>
            <span className={s['hint']}>{hint}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
