import { useStore } from 'zustand';
import { totalsOf, type LedgerEntry } from '#core/network/ledger.ts';
import { unaccountedOrigins, type SeenByServiceWorker } from '#core/network/seen.ts';
import { text } from '#ui/messages/text.ts';
import { count, timeOfDay } from '#ui/messages/numbers.ts';
import { useApp } from '../app-context.tsx';
import { Disclosure } from '../controls/Disclosure.tsx';
import { useNow } from '../troubles/use-now.ts';
import { AllowedHosts } from './AllowedHosts.tsx';
import { hostOfOrigin } from './host-of-origin.ts';
import s from './NetworkPart.module.css';

/** Which hosts this window contacted, for what, and how much went each way; live. */
export function NetworkPart() {
  const { stores } = useApp();
  const { ledger: asContacted, seen } = useStore(stores.network);
  const ledger = byHost(asContacted);
  const nowMs = useNow(true);
  const own = location.origin;
  const words = text.network;
  const unaccounted = unaccountedOrigins(ledger, seen, own, nowMs);
  const unlisted = seen.counts.filter(({ origin }) => !ledger.some((entry) => entry.origin === origin));
  const isSeen = seen.control !== 'absent';
  const totals = totalsOf(ledger);
  return (
    <div className={s['part']}>
      <p>{words.intro}</p>
      {unaccounted.length > 0 ? (
        <p role="alert" className={s['warning']}>
          {words.unaccounted(unaccounted.map(hostOfOrigin).join(', '))}
        </p>
      ) : null}
      <div className={s['scroll']} tabIndex={0} role="region" aria-label={words.table}>
        <table className={s['table']}>
          <thead>
            <tr>
              <th scope="col">{words.host}</th>
              <th scope="col">{words.purpose}</th>
              {[words.requests, words.refused, words.bytesIn, words.bytesOut].map((name) => (
                <th key={name} scope="col" className={s['number']}>
                  {name}
                </th>
              ))}
              <th scope="col">{words.last}</th>
              {isSeen ? (
                <th scope="col" className={s['number']}>
                  {words.seen}
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {ledger.map((entry, i) => (
              <tr key={`${entry.origin} ${entry.purpose} ${entry.via ?? ''}`}>
                <Host entry={entry} own={own} />
                <td className={s['short']}>{words.purposes[entry.purpose]}</td>
                <Figures of={entry} />
                <td>{words.times(timeOfDay(entry.firstMs), timeOfDay(entry.lastMs))}</td>
                {isSeen ? <SeenCell seen={firstOf(ledger, i) ? seen.counts : []} origin={entry.origin} /> : null}
              </tr>
            ))}
            {unlisted.map(({ origin, lastMs }) => (
              <tr key={origin} data-unaccounted={unaccounted.includes(origin)}>
                <th scope="row">{origin === own ? `${hostOfOrigin(origin)} (${words.own})` : hostOfOrigin(origin)}</th>
                <td>—</td>
                <Figures of={{ requests: 0, refused: 0, bytesIn: 0, bytesOut: 0 }} />
                <td>{timeOfDay(lastMs)}</td>
                <SeenCell seen={seen.counts} origin={origin} />
              </tr>
            ))}
          </tbody>
          {ledger.length > 0 ? (
            <tfoot>
              <tr>
                <th scope="row">{words.total}</th>
                <td />
                <Figures of={totals} />
                <td />
                {isSeen ? <td /> : null}
              </tr>
            </tfoot>
          ) : null}
        </table>
        {ledger.length === 0 ? <p>{words.none}</p> : null}
      </div>
      <p className={s['quiet']}>{comparison(seen)}</p>
      <Disclosure title={words.howCounted}>
        <p className={s['quiet']}>{words.counted}</p>
      </Disclosure>
      <AllowedHosts />
    </div>
  );
}

function Host({ entry, own }: { readonly entry: LedgerEntry; readonly own: string }) {
  const words = text.network;
  const notes = [
    entry.origin === own ? words.own : null,
    entry.via === null ? null : words.via(hostOfOrigin(entry.via)),
    entry.withCredential ? words.withCredential : null,
  ].filter((note) => note !== null);
  return (
    <th scope="row">
      {hostOfOrigin(entry.origin)}
      {notes.length > 0 ? <span className={s['note']}> {text.phrases.apart(notes)}</span> : null}
    </th>
  );
}

function Figures({ of }: { readonly of: Parameters<typeof totalsOf>[0][number] }) {
  const { bytes } = text.network;
  return (
    <>
      <td className={s['number']}>{count(of.requests)}</td>
      <td className={s['number']}>{count(of.refused)}</td>
      <td className={s['number']}>{bytes(of.bytesIn)}</td>
      <td className={s['number']}>{bytes(of.bytesOut)}</td>
    </>
  );
}

/** What the service worker's figures are of. */
function comparison({ control, from }: SeenByServiceWorker): string {
  const words = text.network;
  if (from === null) return words.othersOpen;
  const isSince = control === 'from-start' && Number.isFinite(from.sinceMs);
  return isSince ? words.othersWereOpen(timeOfDay(from.sinceMs)) : words.control[control];
}

/** Lines of one host together, hosts in the order of first contact. */
function byHost(ledger: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const origins = [...new Set(ledger.map(({ origin }) => origin))];
  return origins.flatMap((origin) => ledger.filter((entry) => entry.origin === origin));
}

/** The service worker knows hosts and not purposes: its figure stands in the first line of each host. */
function firstOf(ledger: readonly LedgerEntry[], index: number): boolean {
  return ledger.findIndex(({ origin }) => origin === ledger[index]?.origin) === index;
}

function SeenCell(props: {
  readonly seen: readonly { readonly origin: string; readonly requests: number; readonly refused: number }[];
  readonly origin: string;
}) {
  const found = props.seen.find(({ origin }) => origin === props.origin);
  return <td className={s['number']}>{found ? text.network.seenCount(found.requests, found.refused) : null}</td>;
}
