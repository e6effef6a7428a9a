import { Check, Languages } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import { LANGUAGE_NAMES, LANGUAGE_TAGS } from '../messages/language.ts';
import { text } from '../messages/text.ts';
import s from './LanguageMenu.module.css';
import { LANGUAGE_BUTTON_ID } from './use-language.ts';

/** The language of the window. */
export function LanguageMenu() {
  const { stores } = useApp();
  const choice = useStore(stores.preferences, (state) => state.language);
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton
          id={LANGUAGE_BUTTON_ID}
          label={text.language.title}
          onFocus={(event) => {
            // From nowhere: put back here after the window was made anew. Nobody asked for the tooltip then.
            if (event.relatedTarget === null) event.preventDefault();
          }}
        >
          <Languages aria-hidden="true" />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={s['menu']} align="end" sideOffset={6}>
          <DropdownMenu.RadioGroup value={choice} aria-label={text.language.title}>
            {(['auto', 'en', 'zh'] as const).map((value) => (
              <DropdownMenu.RadioItem
                key={value}
                value={value}
                className={s['item']}
                {...(value === 'auto' ? {} : { lang: LANGUAGE_TAGS[value] })}
                onSelect={() => {
                  stores.preferences.setState({ language: value });
                }}
              >
                <span className={s['mark']}>
                  <DropdownMenu.ItemIndicator>
                    <Check aria-hidden="true" />
                  </DropdownMenu.ItemIndicator>
                </span>
                {value === 'auto' ? text.language.auto : LANGUAGE_NAMES[value]}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
