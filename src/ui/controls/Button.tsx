import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import s from './Button.module.css';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary`: the one thing to do next; `plain`: a quiet control; `ghost`: text until pointed at. */
  readonly look?: 'primary' | 'plain' | 'ghost';
  readonly icon?: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = 'plain', icon, children, className, type = 'button', ...rest }: ButtonProps) {
  const names = [s['button'], s[look], className].filter(Boolean).join(' ');
  return (
    <button type={type} className={names} {...rest}>
      {icon}
      {children}
    </button>
  );
}
