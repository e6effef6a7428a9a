import type { KeptResult, LinkOrigin, ResultOrigin } from '#state/slide-results.ts';
import { dayAndTime } from '#ui/messages/numbers.ts';
import { text } from '#ui/messages/text.ts';
import s from './Origin.module.css';

/**
 * Says that the result was not made by this window, by whom it says that it was, and how sure it is that this is its slide; nothing for one that
 * was.
 */
export function Origin({ kept }: { readonly kept: KeptResult }) {
  const { origin, result, isFromDisk } = kept;
  const { bundle, finishedAt } = result.run;
  const madeBy = text.result.madeBy(bundle.name, bundle.version);
  if (!origin)
    return isFromDisk ? (
      <div className={s['origin']} role="note">
        <p>{text.keeping.fromDisk(dayAndTime(finishedAt), madeBy)}</p>
      </div>
    ) : null;
  return (
    <div className={s['origin']} role="note">
      {origin.kind === 'link' ? (
        <LinkFacts origin={origin} from={text.share.fromLink(finishedAt, madeBy)} />
      ) : (
        <p>{text.result.fromFile(origin.fileName, finishedAt, madeBy)}</p>
      )}
      {origin.slideKnownBy === 'fingerprint' ? null : <p>{text.result.slideByNameOnly}</p>}
    </div>
  );
}

function LinkFacts({ origin, from }: { readonly origin: LinkOrigin; readonly from: string }) {
  const bits = bitsOf(origin);
  const { maps, draws, risks } = origin.leftOut;
  const missing = [
    ...maps.map((id) => text.result.mapFull[id]),
    ...(draws ? [text.share.draws] : []),
    ...(risks ? [text.share.risks] : []),
  ];
  return (
    <>
      <p>{from}</p>
      {bits === null ? null : <p>{text.share.rounded(bits)}</p>}
      {missing.length === 0 ? null : <p>{text.share.notCarried(text.phrases.listed(missing))}</p>}
    </>
  );
}

/** Where the result came from, in as few words as fit a list; null for a run of this window. */
export function originMark(origin: ResultOrigin | null): string | null {
  if (!origin) return null;
  return origin.kind === 'link' ? text.share.linkMark(bitsOf(origin) ?? 8) : text.result.fileMark;
}

/** The same with a file's name. */
export function originTitle(origin: ResultOrigin): string {
  return origin.kind === 'link' ? text.share.fromLinkShort : text.result.fromFileShort(origin.fileName);
}

/** Bits of the scores that a link carried; null where it carried none. */
function bitsOf({ roundings }: LinkOrigin): number | null {
  const bits = Object.values(roundings).map((rounding) => rounding.bits);
  return bits.length > 0 ? Math.min(...bits) : null;
}
