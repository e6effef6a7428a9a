import { useId, type ReactNode } from 'react';
import type { SlidePlace } from '#commands/share-commands.ts';
import type { MapId } from '#core/model/map-ids.ts';
import type { MadeLink } from '#core/result/share-link/share-link.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import s from './ShareForm.module.css';

/** What whoever opens the link gets. */
export function InLink({ place }: { readonly place: SlidePlace }) {
  return (
    <List title={text.share.inLink}>
      <li>{text.share.answer}</li>
      <li>{text.share.view}</li>
      {place.kind === 'address' ? <li>{text.share.slideAddress(place.url)}</li> : null}
    </List>
  );
}

/** What stays on this machine, and why. */
export function NotInLink(props: {
  readonly slide: OpenSlide;
  readonly place: SlidePlace;
  readonly link: MadeLink;
  /** Maps that the user wants; null where it was left to what fits. */
  readonly chosen: readonly MapId[] | null;
}) {
  const { place, link, chosen } = props;
  const { name, byteSize } = props.slide.description;
  const left = link.kind === 'link' ? link.leftOut : null;
  return (
    <List title={text.share.notInLink}>
      {place.kind === 'local' ? <li>{text.share.localSlide(name, byteSize)}</li> : null}
      {place.kind === 'credentials' ? <li>{text.share.secretAddress}</li> : null}
      {left && !chosen ? left.maps.map((id) => <li key={id}>{text.share.leftMap(text.result.mapFull[id])}</li>) : null}
      {left?.draws ? <li>{text.share.leftDraws}</li> : null}
      {left?.risks ? <li>{text.share.leftRisks}</li> : null}
      <li>{text.share.noPixels}</li>
      <li>{text.share.notes}</li>
    </List>
  );
}

function List({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <div>
      <h3 id={id} className={s['heading']}>
        {title}
      </h3>
      <ul className={s['list']} aria-labelledby={id}>
        {children}
      </ul>
    </div>
  );
}
