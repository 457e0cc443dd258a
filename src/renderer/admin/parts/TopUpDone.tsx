import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Money } from '../../ui/Money.tsx';
import { useDesk } from '../desk.ts';
import type { TopUp } from '../topUpActions.ts';
import { Tick } from './Tick.tsx';
import styles from './TopUp.module.css';
import { ExactTime } from './When.tsx';

/** Shown only when main has committed: the receipt. */
export function TopUpDone({ topUp }: { topUp: Extract<TopUp, { at: 'done' }> }) {
  const { t } = useTranslation('admin');
  const close = useDesk((state) => state.closeTopUp);
  const { person, receipt } = topUp;
  return (
    <div className={styles.step} role="status">
      <div className={styles.done}>
        <Tick />
        <p className={styles.big}><Money amount={receipt.amount} /></p>
        <p className={styles.person}><strong>{person.name}</strong><span>{person.identifier}</span></p>
      </div>
      <dl className={styles.rows}>
        <div className={styles.total}><dt>{t('topUp.newBalance')}</dt><dd><Money amount={receipt.balance} /></dd></div>
        <div><dt>{t('topUp.receipt')}</dt><dd>{receipt.number}</dd></div>
        <div><dt>{t('topUp.time')}</dt><dd><ExactTime atMs={receipt.atMs} /></dd></div>
      </dl>
      <div className={styles.buttons}>
        <Button
          variant="primary"
          data-focus-first
          // The Enter that booked it must not also close the receipt.
          onKeyDown={(event) => { if (event.repeat) event.preventDefault(); }}
          onClick={close}
        >
          {t('topUp.done')}
        </Button>
      </div>
    </div>
  );
}
