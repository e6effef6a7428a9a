import { useId, useState } from 'react';
import { useStore } from 'zustand';
import type { KeptOnMachine } from '#commands/kept-on-machine.ts';
import { FEATURE_LIMIT_BYTES } from '#state/preferences-store.ts';
import { dayAndTime } from '#ui/messages/numbers.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { parseNumber } from '../spacing/parse-number.ts';
import s from './StoragePart.module.css';

const GB = 1e9;

/** How much features may take, and of which slides there are any. */
export function KeptFeatures(props: {
  readonly features: KeptOnMachine['features'];
  readonly isRunning: boolean;
  /** Null: of all slides. */
  readonly onForget: (fingerprint: string | null) => void;
  readonly onLimit: (bytes: number) => void;
}) {
  const { features, isRunning, onForget, onLimit } = props;
  const words = text.keeping.storage;
  return (
    <section className={s['section']} aria-label={words.featuresTitle}>
      <h3 className={s['title']}>{words.featuresTitle}</h3>
      <p className={s['quiet']}>{words.featuresHint}</p>
      <Limit onLimit={onLimit} />
      {features.length === 0 ? (
        <p className={s['quiet']}>{words.noSlides}</p>
      ) : (
        <>
          <div className={s['scroll']}>
            <table className={s['table']} aria-label={words.list}>
              <thead>
                <tr>
                  <th scope="col">{words.slide}</th>
                  <th scope="col" className={s['number']}>
                    {words.bytes}
                  </th>
                  <th scope="col">{words.usedAt}</th>
                  <td />
                </tr>
              </thead>
              <tbody>
                {features.map(({ fingerprint, name, bytes, usedAt }) => {
                  const known = name === '' ? words.unnamed : name;
                  return (
                    <tr key={fingerprint}>
                      <th scope="row" title={known}>
                        {known}
                      </th>
                      <td className={s['number']}>{words.size(bytes)}</td>
                      <td>{dayAndTime(new Date(usedAt).toISOString())}</td>
                      <td>
                        <Button
                          look="ghost"
                          aria-label={words.remove(known)}
                          onClick={() => {
                            onForget(fingerprint);
                          }}
                        >
                          {words.removeShort}
                        </Button>
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
          <div className={s['actions']}>
            <Button
              onClick={() => {
                onForget(null);
              }}
            >
              {words.clear}
            </Button>
            {isRunning ? <p className={s['quiet']}>{words.clearBusy}</p> : null}
          </div>
        </>
      )}
    </section>
  );
}

function Limit({ onLimit }: { readonly onLimit: (bytes: number) => void }) {
  const { stores } = useApp();
  const limit = useStore(stores.preferences, (state) => state.featureLimitBytes);
  const [typed, setTyped] = useState(() => String(limit / GB));
  const id = useId();
  const words = text.keeping.storage;
  const value = parseNumber(typed);
  const [least, most] = [FEATURE_LIMIT_BYTES.least / GB, FEATURE_LIMIT_BYTES.most / GB];
  const isRight = value !== null && value >= least && value <= most;
  return (
    <form
      className={s['limit']}
      onSubmit={(event) => {
        event.preventDefault();
        if (isRight) onLimit(Math.round(value * GB));
      }}
    >
      <label htmlFor={id}>{words.limit}</label>
      <input
        id={id}
        className={s['input']}
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        aria-invalid={!isRight}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          setTyped(event.target.value);
        }}
      />
      <Button type="submit" disabled={!isRight || Math.round(value * GB) === limit}>
        {words.setLimit}
      </Button>
      <p id={`${id}-hint`} className={isRight ? s['quiet'] : s['problem']}>
        {isRight ? words.limitHint : words.limitProblem(least, most)}
      </p>
    </form>
  );
}
