import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { shownSlide, type OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { AssociatedImages } from './AssociatedImages.tsx';
import { SlideFacts } from './SlideFacts.tsx';
import s from './SlideRail.module.css';
import { Thumbnail } from './Thumbnail.tsx';

/** Open slides with their thumbnails, and the facts of the one on screen. Closed, the thumbnails stay. */
export function SlideRail({ isOpen }: { readonly isOpen: boolean }) {
  const { stores } = useApp();
  const order = useStore(stores.slides, (state) => state.order);
  const byId = useStore(stores.slides, (state) => state.byId);
  const shown = useStore(stores.slides, shownSlide);
  return (
    <nav className={s['rail']} aria-label={text.rail.region} data-open={isOpen}>
      <ul className={s['list']}>
        {order.map((id) => {
          const slide = byId[id];
          return slide ? <SlideCard key={id} slide={slide} isShown={slide === shown} isOpen={isOpen} /> : null;
        })}
      </ul>
      {isOpen && shown ? (
        <div className={s['facts']}>
          <SlideFacts slide={shown} />
          <AssociatedImages key={shown.description.id} slide={shown} />
        </div>
      ) : null}
    </nav>
  );
}

function SlideCard(props: { readonly slide: OpenSlide; readonly isShown: boolean; readonly isOpen: boolean }) {
  const { commands } = useApp();
  const { id, name } = props.slide.description;
  return (
    <li className={s['card']} data-shown={props.isShown}>
      <button
        type="button"
        className={s['show']}
        aria-label={text.rail.show(name)}
        aria-current={props.isShown}
        title={name}
        onClick={() => {
          commands.showSlide(id);
        }}
      >
        <Thumbnail slideId={id} />
        {props.isOpen ? <span className={s['name']}>{name}</span> : null}
      </button>
      <button
        type="button"
        className={s['close']}
        aria-label={text.rail.close(name)}
        title={text.rail.close(name)}
        onClick={() => void commands.closeSlide(id)}
      >
        <X aria-hidden="true" />
      </button>
    </li>
  );
}
