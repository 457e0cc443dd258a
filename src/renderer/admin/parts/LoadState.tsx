import { CloudOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import type { Loaded } from '../loads.ts';
import { Blank } from './Blank.tsx';
import styles from './ListState.module.css';
import { Notice } from './Notice.tsx';

/** Chooses between something read whole, its first loading and a refusal. A later refusal is said above what is there. */
export function LoadState<T>({ loaded, onAgain, children }: { loaded: Loaded<T>; onAgain(): void; children(value: T): ReactNode }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const { failure, value } = loaded;
  if (value !== null) {
    if (!failure) return children(value);
    return (
      <div className={styles.stale}>
        <Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)} {t('list.stale')}</p></Notice>
        {children(value)}
      </div>
    );
  }
  if (failure) {
    return (
      <Blank icon={CloudOff} title={t('list.failedTitle')}>
        <p role="alert">{refusalText(language, failure.code, failure.data)}</p>
        <Button onClick={onAgain}>{t('list.retry')}</Button>
      </Blank>
    );
  }
  return (
    <div className={styles.loading} role="status">
      <span className="visually-hidden">{t('list.loading')}</span>
      {Array.from({ length: 6 }, (_, index) => <span key={index} className={styles.bone} />)}
    </div>
  );
}
