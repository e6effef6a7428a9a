import { ChevronDown } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { useId, type ReactNode } from 'react';
import s from './Section.module.css';

/** One part of the panel. Closed, its heading says in a few words what is inside. */
export function Section(props: {
  readonly title: string;
  readonly summary?: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <Collapsible.Root asChild open={props.open} onOpenChange={props.onOpenChange}>
      <section className={s['section']} aria-labelledby={id}>
        <Collapsible.Trigger className={s['header']}>
          <h2 id={id} className={s['title']}>
            {props.title}
          </h2>
          <span className={s['summary']}>{props.open ? '' : props.summary}</span>
          <ChevronDown className={s['chevron']} aria-hidden="true" />
        </Collapsible.Trigger>
        <Collapsible.Content className={s['content']}>{props.children}</Collapsible.Content>
      </section>
    </Collapsible.Root>
  );
}
