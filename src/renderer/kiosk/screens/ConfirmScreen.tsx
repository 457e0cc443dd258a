import { Check, KeyRound, UserRoundX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/i18n.ts';
import { formatRupiah } from '../../../shared/money.ts';
import { Button } from '../../ui/Button.tsx';
import { CountdownRing, useSecondsLeft } from '../../ui/CountdownRing.tsx';
import { Money } from '../../ui/Money.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useActions } from '../KioskContext.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import type { ScreenAt } from '../screens.ts';
import styles from './ConfirmScreen.module.css';

/** A glance is not consent: the masked name, the amount, and a tap. */
export function ConfirmScreen({ screen }: { screen: ScreenAt<'confirm'> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const actions = useActions();
  const { authorisation, paying } = screen;
  const pay = authorisation.needsPin ? t('confirm.withPin') : t('confirm.pay', { amount: formatRupiah(authorisation.amount, language) });
  return (
    <Frame
      name="confirm"
      back={paying ? 'none' : 'cancel'}
      left={<Button size="kiosk" icon={UserRoundX} disabled={paying} data-action="not-me" onClick={actions.payWithPin}>{t('confirm.notMe')}</Button>}
      right={<Button size="kiosk" variant="primary" icon={authorisation.needsPin ? KeyRound : Check} busy={paying} className={styles.pay} data-action="confirm" onClick={actions.confirm}>{pay}</Button>}
    >
      <div className={layout.centre}>
        <p className={styles.as}>{t('confirm.title')}</p>
        <h1 className={styles.name} data-masked-name>{authorisation.maskedName}</h1>
        <p className={styles.amount}><Money amount={authorisation.amount} /></p>
        <div className={styles.state}>
          {screen.uncertain
            ? <Notice tone="attention" className={layout.notice}>{t('confirm.uncertain')}</Notice>
            : paying
              ? <p className={layout.lead} role="status">{t('confirm.sending')}</p>
              : <TimeLeft withinMs={screen.withinMs} />}
        </div>
      </div>
    </Frame>
  );
}

function TimeLeft({ withinMs }: { withinMs: number }) {
  const { t } = useTranslation();
  const seconds = useSecondsLeft(withinMs);
  return (
    <p className={styles.time}>
      <CountdownRing withinMs={withinMs} />
      <span>{t('confirm.seconds', { count: seconds })}</span>
    </p>
  );
}
