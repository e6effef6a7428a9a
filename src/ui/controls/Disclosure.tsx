import { Collapsible } from 'radix-ui';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import s from './Disclosure.module.css';

/** A heading that opens what is below it. */
export function Disclosure(props: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Collapsible.Root>
      <Collapsible.Trigger className={s['trigger']}>
        <ChevronRight className={s['chevron']} aria-hidden="true" />
        {props.title}
      </Collapsible.Trigger>
      <Collapsible.Content className={s['content']}>{props.children}</Collapsible.Content>
    </Collapsible.Root>
  );
}
