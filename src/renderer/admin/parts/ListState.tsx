import { CloudOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import type { Pages } from '../lists.ts';
import { Blank } from './Blank.tsx';
import styles from './ListState.module.css';

/** Chooses between the list, its first loading, a refusal, and emptiness. */
export function ListState({ pages, onAgain, empty, children }: { pages: Pages<unknown>; onAgain(): void; empty: ReactNode; children: ReactNode }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  if (pages.rows.length > 0) return children;
  if (pages.phase === 'loading') {
    return (
      <div className={styles.loading} role="status">
        <span className="visually-hidden">{t('list.loading')}</span>
        {Array.from({ length: 8 }, (_, index) => <span key={index} className={styles.bone} />)}
      </div>
    );
  }
  if (pages.failure) {
    return (
      <Blank icon={CloudOff} title={t('list.failedTitle')}>
        <p role="alert">{refusalText(language, pages.failure.code, pages.failure.data)}</p>
        <Button onClick={onAgain}>{t('list.retry')}</Button>
      </Blank>
    );
  }
  return empty;
}
