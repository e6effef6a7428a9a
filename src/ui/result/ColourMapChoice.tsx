import { ChevronDown } from 'lucide-react';
import { Select } from 'radix-ui';
import { useStore } from 'zustand';
import { COLOUR_MAPS, isColourMapId } from '#core/heatmap/colour-maps.ts';
import { colourMapFor } from '#state/overlay-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { ColourBar } from './ColourBar.tsx';
import s from './ColourMapChoice.module.css';

/** The colour maps, each shown as it is; signed maps have a choice of their own. */
export function ColourMapChoice({ isSigned }: { readonly isSigned: boolean }) {
  const { stores } = useApp();
  const colourMap = useStore(stores.overlay, (state) => colourMapFor(state, isSigned));
  const reversed = useStore(stores.overlay, (state) => state.reversed);
  return (
    <Select.Root
      value={colourMap}
      onValueChange={(value) => {
        if (isColourMapId(value)) stores.overlay.setState(isSigned ? { signedColourMap: value } : { colourMap: value });
      }}
    >
      <Select.Trigger className={s['trigger']} aria-label={text.result.colourMap}>
        <Select.Value />
        <ChevronDown className={s['chevron']} aria-hidden="true" />
      </Select.Trigger>
      <Select.Portal>
        <Select.Content className={s['content']} position="popper" align="end" sideOffset={4}>
          <Select.Viewport>
            {COLOUR_MAPS.map(({ id, title, kind }) => (
              <Select.Item key={id} value={id} className={s['item']}>
                <Select.ItemText>{title}</Select.ItemText>
                <span className={s['kind']}>{text.result.colourKinds[kind]}</span>
                <span className={s['swatch']}>
                  <ColourBar colourMap={id} reversed={reversed} />
                </span>
              </Select.Item>
            ))}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  );
}
