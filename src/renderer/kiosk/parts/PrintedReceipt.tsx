import { useTranslation } from 'react-i18next';
import type { Receipt } from '../../../shared/contract.ts';
import { Money } from '../../ui/Money.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import styles from './PrintedReceipt.module.css';

/** The same receipt for a 58 or 80 mm roll; on paper only. */
export function PrintedReceipt({ receipt, time }: { receipt: Receipt; time: string }) {
  const { t } = useTranslation();
  return (
    <div className={styles.roll} aria-hidden>
      <p className={styles.site}>{receipt.siteName}</p>
      <dl>
        <div><dt>{t('paid.number')}</dt><dd>{receipt.number}</dd></div>
        <div><dt>{t('paid.time')}</dt><dd>{time}</dd></div>
        <div><dt>{t('paid.name')}</dt><dd>{receipt.maskedName}</dd></div>
        <div><dt>{t('paid.method')}</dt><dd>{t(`method.${receipt.method}`)}</dd></div>
        <div className={styles.total}><dt>{t('paid.amount')}</dt><dd><Money amount={receipt.amount} /></dd></div>
        <div><dt>{t('paid.balance')}</dt><dd><Money amount={receipt.balance} /></dd></div>
      </dl>
      <QrCode text={receipt.qr} label={t('paid.qr')} className={styles.qr} />
      <p className={styles.thanks}>{t('paid.thanks')}</p>
    </div>
  );
}
