import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatRupiah } from '../../../shared/money.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Money } from '../../ui/Money.tsx';
import { useDesk } from '../desk.ts';
import type { TopUp } from '../topUpActions.ts';
import { Notice } from './Notice.tsx';
import styles from './TopUp.module.css';

/** The last look before money is booked, and the place where an answer is waited for. */
export function TopUpConfirm({ topUp }: { topUp: Extract<TopUp, { at: 'confirm' }> }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const { intent: { amount, person }, unanswered, failure } = topUp;
  return (
    <div className={styles.step}>
      {unanswered
        ? <Notice tone="wait"><p>{t('topUp.unanswered')}</p></Notice>
        : failure
          ? <Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)}</p></Notice>
          : <p className={styles.lead}>{t('topUp.confirmLead')}</p>}
      <p className={styles.big}><Money amount={amount} /></p>
      <dl className={styles.rows}>
        <div><dt>{t('topUp.to')}</dt><dd>{person.name}<br /><span className={styles.soft}>{person.identifier}</span></dd></div>
        <div><dt>{t('topUp.now')}</dt><dd><Money amount={person.balance} /></dd></div>
        {/* Unanswered, the balance may already carry it: adding once more would mislead. */}
        {!unanswered && <div className={styles.total}><dt>{t('topUp.after')}</dt><dd><Money amount={person.balance + amount} /></dd></div>}
      </dl>
      <Answers topUp={topUp} />
    </div>
  );
}

/** The key that answered the question before this one must not answer this one too: Enter held down is ignored. */
const unlessHeld = (event: KeyboardEvent): void => {
  if (event.repeat) event.preventDefault();
};

/** What can be done now, the likeliest last and in colour. */
function Answers({ topUp: { intent, sending, unanswered, failure } }: { topUp: Extract<TopUp, { at: 'confirm' }> }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const edit = useDesk((state) => state.editTopUp);
  const close = useDesk((state) => state.closeTopUp);
  const book = useDesk((state) => state.confirmTopUp);
  const confirm = () => void book();
  if (failure && !unanswered) {
    return (
      <div className={styles.buttons}>
        <Button variant="quiet" onClick={close}>{t('topUp.cancel')}</Button>
        <Button key="retry" onClick={confirm}>{t('topUp.retry')}</Button>
        <Button key="another" variant="primary" autoFocus onClick={edit}>{t('topUp.edit')}</Button>
      </div>
    );
  }
  return (
    <div className={styles.buttons}>
      <Button variant="quiet" disabled={sending} onClick={unanswered ? close : edit}>{unanswered ? t('topUp.later') : t('topUp.edit')}</Button>
      <Button variant="primary" data-focus-first busy={sending} onKeyDown={unlessHeld} onClick={confirm}>
        {sending ? t('topUp.sending') : unanswered ? t('topUp.again') : t('topUp.confirm', { amount: formatRupiah(intent.amount, language) })}
      </Button>
    </div>
  );
}
