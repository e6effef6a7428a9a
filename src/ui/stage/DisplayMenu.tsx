import { Contrast } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useStore } from 'zustand';
import { isNeutralDisplay, NEUTRAL_DISPLAY } from '#state/preferences-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import { Range } from '../controls/Range.tsx';
import { DISPLAY_CONTROLS } from './display-scale.ts';
import s from './DisplayMenu.module.css';

/** Brightness, contrast and gamma of the slide on screen; a dot on the button says that they are not neutral. */
export function DisplayMenu() {
  const { stores } = useApp();
  const display = useStore(stores.preferences, (state) => state.display);
  const isNeutral = isNeutralDisplay(display);
  return (
    <Popover.Root>
      <Popover.Anchor asChild>
        <span className={s['anchor']} data-changed={!isNeutral}>
          <Popover.Trigger asChild>
            <IconButton label={isNeutral ? text.display.open : text.display.openChanged} side="top">
              <Contrast aria-hidden="true" />
            </IconButton>
          </Popover.Trigger>
        </span>
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          className={s['popover']}
          side="top"
          align="end"
          sideOffset={8}
          collisionPadding={8}
          aria-label={text.display.title}
        >
          <div className={s['head']}>
            <h2 className={s['title']}>{text.display.title}</h2>
            <Button
              look="ghost"
              disabled={isNeutral}
              onClick={() => {
                stores.preferences.setState({ display: NEUTRAL_DISPLAY });
              }}
            >
              {text.display.reset}
            </Button>
          </div>
          {DISPLAY_CONTROLS.map(({ key, at, positionOf }) => (
            <Range
              key={key}
              label={text.display[key]}
              value={positionOf(display[key])}
              text={key === 'brightness' ? text.display.added(display[key]) : text.display.factor(display[key])}
              onChange={(position) => {
                stores.preferences.setState((state) => ({ display: { ...state.display, [key]: at(position) } }));
              }}
            />
          ))}
          <p className={s['note']}>{text.display.note}</p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
