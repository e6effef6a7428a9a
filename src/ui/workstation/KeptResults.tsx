import { useState } from 'react';
import type { KeptOnMachine } from '#commands/kept-on-machine.ts';
import { text } from '#ui/messages/text.ts';
import { Button } from '../controls/Button.tsx';
import s from './StoragePart.module.css';

/** How many results are kept. They are work: deleting them is asked about. */
export function KeptResults(props: { readonly results: KeptOnMachine['results']; readonly onForget: () => void }) {
  const { results, onForget } = props;
  const [isAsking, setAsking] = useState(false);
  const words = text.keeping.storage;
  const count = results.reduce((sum, one) => sum + one.count, 0);
  return (
    <section className={s['section']} aria-label={words.resultsTitle}>
      <h3 className={s['title']}>{words.resultsTitle}</h3>
      <p className={s['quiet']}>{count === 0 ? words.noResults : words.resultsKept(count, results.length)}</p>
      {count === 0 ? null : isAsking ? (
        <div className={s['actions']} role="alert">
          <p>{words.clearResultsSure}</p>
          <Button
            autoFocus
            onClick={() => {
              setAsking(false);
            }}
          >
            {words.clearResultsNo}
          </Button>
          <Button
            onClick={() => {
              setAsking(false);
              onForget();
            }}
          >
            {words.clearResultsYes}
          </Button>
        </div>
      ) : (
        <div className={s['actions']}>
          <Button
            onClick={() => {
              setAsking(true);
            }}
          >
            {words.clearResults}
          </Button>
        </div>
      )}
    </section>
  );
}
