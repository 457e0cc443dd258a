import { ChevronRight } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import styles from './Pages.module.css';

const rowsAPage = 5;

/** A kiosk does not scroll: long lists are leafed through, and after the last page comes the first. */
export function Pages<T>({ rows, perPage = rowsAPage, twoColumns = false, keyOf, children }: {
  rows: readonly T[];
  perPage?: number;
  /** Two columns where the screen is wide. */
  twoColumns?: boolean;
  keyOf(row: T): string;
  children(row: T): ReactNode;
}) {
  const { t } = useTranslation();
  const [turned, setTurned] = useState(0);
  // With a pager under them the rows are one fewer.
  const size = rows.length > perPage ? perPage - 1 : perPage;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const page = turned % pages;
  return (
    <>
      <ul className={classNames(styles.rows, twoColumns && styles.two)}>
        {rows.slice(page * size, (page + 1) * size).map((row) => <li key={keyOf(row)} className={styles.row}>{children(row)}</li>)}
      </ul>
      {pages > 1 && (
        <div className={styles.pager}>
          <span aria-live="polite">{t('me.page', { page: page + 1, pages })}</span>
          <Button size="kiosk" variant="quiet" iconEnd={ChevronRight} className={styles.next} data-action="next-page" onClick={() => setTurned(page + 1)}>{t('me.nextPage')}</Button>
        </div>
      )}
    </>
  );
}
