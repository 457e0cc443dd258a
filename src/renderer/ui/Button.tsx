import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import styles from './Button.module.css';
import { classNames } from './classNames.ts';
import { Icon } from './Icon.tsx';

export type ButtonProps = ComponentProps<'button'> & {
  /** One `primary` a screen; `secondary` is its equal alternative; `quiet` leaves; `danger` destroys. */
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  /** `desk` for the admin window (40 px), `kiosk` for fingers (88 px at 1280x800). */
  size?: 'desk' | 'kiosk';
  icon?: LucideIcon;
  /** Icon after the words: for "next". */
  iconEnd?: LucideIcon;
  wide?: boolean;
  /** Work is under way: the button stays where it is, shows it, and cannot be pressed twice. */
  busy?: boolean;
};

export function Button({ variant = 'secondary', size = 'desk', icon, iconEnd, wide = false, busy = false, className, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(styles.button, styles[variant], styles[size], wide && styles.wide, className)}
      disabled={disabled === true || busy}
      aria-busy={busy}
    >
      {busy ? <span className={styles.spinner} aria-hidden /> : icon && <Icon icon={icon} />}
      {children}
      {iconEnd && <Icon icon={iconEnd} />}
    </button>
  );
}
