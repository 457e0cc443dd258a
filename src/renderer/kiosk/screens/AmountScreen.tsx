import { KeyRound, ScanFace } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { formatRupiah } from '../../../shared/money.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { Keypad } from '../../ui/Keypad.tsx';
import { Money } from '../../ui/Money.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useActions, useKioskState } from '../KioskContext.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import type { ScreenAt } from '../screens.ts';
import styles from './AmountScreen.module.css';

export function AmountScreen({ screen }: { screen: ScreenAt<'amount'> }) {
  const { t } = useTranslation();
  const actions = useActions();
  const quickAmounts = useKioskState((state) => state.status?.limits.quickAmounts) ?? [];
  const amount = Number(screen.digits);
  const empty = amount === 0;
  return (
    <Frame
      name="amount"
      back="cancel"
      left={<Button size="kiosk" icon={KeyRound} disabled={empty || screen.busy} data-action="pay-with-pin" onClick={actions.payWithPin}>{t('payWithPin')}</Button>}
      right={<Button size="kiosk" variant="primary" icon={ScanFace} disabled={empty} busy={screen.busy} data-action="pay-with-face" onClick={actions.payWithFace}>{t('payWithFace')}</Button>}
    >
      <div className={layout.split}>
        <div className={layout.question}>
          <h1 className={layout.title}>{t('amount.title')}</h1>
          <output className={classNames(styles.amount, empty && styles.empty)} aria-label={t('amountLabel')} data-long={amount >= 1_000_000}>
            <Money amount={amount} />
          </output>
          <Hint screen={screen} amount={amount} />
          <div className={styles.quick} role="group" aria-label={t('amount.quick')}>
            {quickAmounts.map((quick) => (
              <button key={quick} type="button" className={styles.chip} aria-pressed={quick === amount} data-amount={quick} disabled={screen.busy} onClick={() => actions.quickAmount(quick)}>
                <Money amount={quick} />
              </button>
            ))}
          </div>
        </div>
        <Keypad label={t('keypad')} eraseLabel={t('erase')} tripleZero disabled={screen.busy} onDigit={actions.typeAmount} onErase={actions.eraseAmount} onEnter={actions.payWithFace} />
      </div>
    </Frame>
  );
}

/** One line under the amount: what is wrong with it, what will be asked, or what is possible. */
function Hint({ screen, amount }: { screen: ScreenAt<'amount'>; amount: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const limits = useKioskState((state) => state.status?.limits);
  const antiSpoofing = useKioskState((state) => state.status?.engine.antiSpoofing ?? true);
  if (!limits) return null;
  const money = (value: number) => formatRupiah(value, language);
  const data = { min: limits.minAmount, max: limits.maxAmount };
  if (screen.problem) return <Notice tone="attention" className={layout.notice}>{refusalText(language, screen.problem.code, screen.problem.data)}</Notice>;
  if (amount > limits.maxAmount) return <Notice tone="attention" className={layout.notice}>{refusalText(language, 'AMOUNT_OUT_OF_RANGE', data)}</Notice>;
  if (amount > limits.faceOnlyMax) return <Notice tone="note" className={layout.notice}>{t('amount.needsPin', { limit: money(limits.faceOnlyMax) })}</Notice>;
  if (!antiSpoofing) return <Notice tone="attention" className={layout.notice}>{t('amount.noAntiSpoofing', { limit: money(limits.faceOnlyMax) })}</Notice>;
  return <p className={styles.range}>{t('amount.range', { min: money(limits.minAmount), max: money(limits.maxAmount) })}</p>;
}
