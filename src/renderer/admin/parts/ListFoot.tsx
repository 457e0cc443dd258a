import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import type { Pages } from '../lists.ts';
import styles from './Page.module.css';

/** Below the last row: how many of how many, more on the way, or why there is no more for now. */
export function ListFoot({ pages, beyond = false, onMore, onAgain }: { pages: Pages<unknown>; /** There are more than the total says. */ beyond?: boolean; onMore(): void; onAgain(): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const whole = new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB');
  const { failure, loadingMore, nextCursor, rows, total } = pages;
  if (failure) {
    return (
      <>
        <span className={styles.failed} role="alert"><Icon icon={CircleAlert} />{refusalText(language, failure.code, failure.data)} {t('list.stale')}</span>
        <Button onClick={onAgain}>{t('list.retry')}</Button>
      </>
    );
  }
  if (loadingMore) return <span role="status">{t('list.loadingMore')}</span>;
  return (
    <>
      <span>{beyond ? t('list.shownOfMore', { shown: whole.format(rows.length), total: whole.format(total) }) : t('list.shown', { shown: rows.length, total })}</span>
      {nextCursor === null ? <span aria-hidden>{t('list.keys')}</span> : <Button variant="quiet" onClick={onMore}>{t('list.more')}</Button>}
    </>
  );
}
