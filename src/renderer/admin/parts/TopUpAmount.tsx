import { Delete } from 'lucide-react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatRupiah, groupRupiah, maxRupiah, rupiahSign } from '../../../shared/money.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Money } from '../../ui/Money.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useDesk } from '../desk.ts';
import { topUpQuickAmounts, type TopUp } from '../topUpActions.ts';
import styles from './TopUp.module.css';

/** How much: typed or touched, with what the balance will be. */
export function TopUpAmount({ topUp }: { topUp: Extract<TopUp, { at: 'amount' }> }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const setAmount = useDesk((state) => state.setTopUpAmount);
  const review = useDesk((state) => state.reviewTopUp);
  const close = useDesk((state) => state.closeTopUp);
  const { amount, person } = topUp;

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    review();
  }

  return (
    <form className={styles.step} onSubmit={submit}>
      <p className={styles.person}><strong>{person.name}</strong><span>{person.identifier}</span></p>
      <div className={styles.amount}>
        <label htmlFor="top-up-amount">{t('topUp.amount')}</label>
        <div className={styles.amountBox}>
          <span aria-hidden>{rupiahSign}</span>
          <input
            id="top-up-amount"
            inputMode="numeric"
            autoComplete="off"
            data-focus-first
            placeholder="0"
            value={amount === 0 ? '' : groupRupiah(amount)}
            onChange={(event) => setAmount(Number(event.target.value.replace(/\D/g, '')))}
          />
          {amount > 0 && <button type="button" className={styles.clear} aria-label={t('topUp.clear')} title={t('topUp.clear')} onClick={() => setAmount(0)}><Icon icon={Delete} /></button>}
        </div>
      </div>
      <div className={styles.quick} role="group" aria-label={t('topUp.quick')}>
        {topUpQuickAmounts.map((quick) => (
          <Button key={quick} aria-pressed={quick === amount} className={styles.chip} onClick={() => setAmount(quick)}>{formatRupiah(quick, language)}</Button>
        ))}
      </div>
      <dl className={styles.rows}>
        <div><dt>{t('topUp.now')}</dt><dd><Money amount={person.balance} /></dd></div>
        <div className={styles.total}><dt>{t('topUp.after')}</dt><dd><Money amount={Math.min(maxRupiah, person.balance + amount)} /></dd></div>
      </dl>
      <div className={styles.buttons}>
        <Button variant="quiet" onClick={close}>{t('topUp.cancel')}</Button>
        <Button type="submit" variant="primary" disabled={amount === 0}>{t('topUp.next')}</Button>
      </div>
    </form>
  );
}
