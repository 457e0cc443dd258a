import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import styles from './Toast.module.css';

export interface ToastProps {
  icon: LucideIcon;
  children: ReactNode;
  /** What can be done about it. */
  action?: ReactNode;
}

/** A sentence at the foot of the window that does not stop anybody. Stays for as long as its owner draws it. */
export function Toast({ icon, children, action }: ToastProps) {
  return (
    <div className={styles.toast}>
      <span className={styles.icon}><Icon icon={icon} /></span>
      <p className={styles.words}>{children}</p>
      {action}
    </div>
  );
}
