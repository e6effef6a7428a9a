import s from './KeyNames.module.css';

/** Keys as they are written on a keyboard. */
export function KeyNames({ keys }: { readonly keys: readonly string[] }) {
  return keys.map((key) => (
    <kbd key={key} className={s['key']}>
      {key}
    </kbd>
  ));
}
