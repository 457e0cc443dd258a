import type { ReactNode } from 'react';
import { Banners } from './Banners.tsx';
import { Brand } from './Brand.tsx';
import styles from './Gate.module.css';
import { Settings } from './Settings.tsx';

/** The frame of the pages before the login: brand, one column of content, the switches below. */
export function Gate({ children }: { children: ReactNode }) {
  return (
    <div className={styles.gate}>
      <Banners />
      <header className={styles.head}>
        <Brand />
        <Settings />
      </header>
      <main className={styles.main}>{children}</main>
    </div>
  );
}
