import { useRef, useState } from 'react';
import type { KeptOnMachine } from '#commands/kept-on-machine.ts';
import { text } from '#ui/messages/text.ts';
import { Button } from '../controls/Button.tsx';
import { useFocusWhenLost } from '../controls/use-focus-when-lost.ts';
import s from './StoragePart.module.css';

/** Of which slides results are kept. They are work: deleting them is asked about. */
export function KeptResults(props: {
  readonly results: KeptOnMachine['results'];
  /** Null: of all slides. */
  readonly onForget: (fingerprint: string | null) => void;
}) {
  const { results, onForget } = props;
  const [asked, setAsked] = useState<KeptOnMachine['results'][number] | 'all' | null>(null);
  /** Gets the focus back where nothing is deleted. */
  const asker = useRef<HTMLElement>(null);
  const words = text.keeping.storage;
  const count = results.reduce((sum, one) => sum + one.count, 0);
  const nameOf = ({ name }: { readonly name: string }) => (name === '' ? words.unnamed : name);
  return (
    <section className={s['section']} aria-label={words.resultsTitle}>
      <h3 className={s['title']}>{words.resultsTitle}</h3>
      <p className={s['quiet']}>{results.length === 0 ? words.noResults : words.resultsKept(count, results.length)}</p>
      {results.length === 0 ? null : (
        <div className={s['scroll']}>
          <table className={s['table']} aria-label={words.resultsList}>
            <thead>
              <tr>
                <th scope="col">{words.slide}</th>
                <th scope="col" className={s['number']}>
                  {words.bytes}
                </th>
                <th scope="col" className={s['number']}>
                  {words.resultCount}
                </th>
                <td />
              </tr>
            </thead>
            <tbody>
              {results.map((one) => (
                <tr key={one.fingerprint}>
                  <th scope="row" title={nameOf(one)}>
                    {nameOf(one)}
                  </th>
                  <td className={s['number']}>{words.size(one.bytes)}</td>
                  <td className={s['number']}>{one.count}</td>
                  <td>
                    <Button
                      look="ghost"
                      aria-label={words.deleteOf(nameOf(one))}
                      onClick={(event) => {
                        asker.current = event.currentTarget;
                        setAsked(one);
                      }}
                    >
                      {words.deleteShort}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {results.length === 0 ? null : asked ? (
        <div className={s['actions']} role="alert">
          <p>{asked === 'all' ? words.clearResultsSure : words.deleteSure(asked.count, nameOf(asked))}</p>
          <Button
            autoFocus
            onClick={() => {
              setAsked(null);
              asker.current?.focus();
            }}
          >
            {words.clearResultsNo}
          </Button>
          <Button
            onClick={() => {
              setAsked(null);
              onForget(asked === 'all' ? null : asked.fingerprint);
            }}
          >
            {words.clearResultsYes}
          </Button>
        </div>
      ) : (
        <div className={s['actions']}>
          <DeleteAll
            onAsk={() => {
              asker.current = null;
              setAsked('all');
            }}
          />
        </div>
      )}
    </section>
  );
}

function DeleteAll({ onAsk }: { readonly onAsk: () => void }) {
  const here = useFocusWhenLost<HTMLButtonElement>();
  return (
    <Button ref={here} onClick={onAsk}>
      {text.keeping.storage.clearResults}
    </Button>
  );
}
