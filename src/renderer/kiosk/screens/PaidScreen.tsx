import { Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../../shared/contract.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { CountdownRing } from '../../ui/CountdownRing.tsx';
import { DrawnTick } from '../../ui/DrawnTick.tsx';
import { Money } from '../../ui/Money.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { useActions } from '../KioskContext.tsx';
import { Frame } from '../parts/Frame.tsx';
import { PrintedReceipt } from '../parts/PrintedReceipt.tsx';
import type { ScreenAt } from '../screens.ts';
import { paidForMs } from '../stage.ts';
import styles from './PaidScreen.module.css';

/** "21 Nov 2026, 08.13 WIB": the site's own clock, with its zone. */
export function formatReceiptTime(atMs: number, zone: string, language: Language): string {
  return new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', {
    timeZone: zone, day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short',
  }).format(atMs);
}

export function PaidScreen({ screen }: { screen: ScreenAt<'paid'> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const actions = useActions();
  const { receipt } = screen;
  const time = formatReceiptTime(receipt.atMs, receipt.zone, language);
  const facts = [
    [t('paid.number'), receipt.number],
    [t('paid.time'), time],
    [t('paid.name'), receipt.maskedName],
    [t('paid.method'), t(`method.${receipt.method}`)],
  ] as const;
  return (
    <Frame
      name="paid"
      back="none"
      left={<Button size="kiosk" icon={Printer} data-action="print" onClick={actions.print}>{t('paid.print')}</Button>}
      right={
        <>
          <span className={styles.leaving}><CountdownRing withinMs={paidForMs} /></span>
          <Button size="kiosk" variant="primary" data-action="done" onClick={actions.home}>{t('done')}</Button>
        </>
      }
    >
      <div className={styles.paid}>
        <div className={styles.news}>
          <div className={styles.headline}>
            <DrawnTick className={styles.tick} />
            <h1 className={styles.title} role="status">{t('paid.title')}</h1>
          </div>
          <p className={styles.amount} data-long={receipt.amount >= 1_000_000} data-paid-amount={receipt.amount}><Money amount={receipt.amount} /></p>
          <p className={styles.balance} data-balance={receipt.balance}>
            <span>{t('paid.balance')}</span>
            <Money amount={receipt.balance} />
          </p>
        </div>
        <div className={styles.receipt}>
          <QrCode text={receipt.qr} label={t('paid.qr')} className={styles.qr} />
          <dl className={styles.facts}>
            {facts.map(([term, value]) => <div key={term}><dt>{term}</dt><dd>{value}</dd></div>)}
          </dl>
        </div>
      </div>
      <PrintedReceipt receipt={receipt} time={time} />
    </Frame>
  );
}
