import { ArrowRight, Check, KeyRound, ScanFace } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatRupiah } from '../../../shared/money.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Keypad } from '../../ui/Keypad.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PinBoxes } from '../../ui/PinBoxes.tsx';
import { useActions } from '../KioskContext.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import { WhoseCard } from '../parts/WhoseCard.tsx';
import type { Problem, ScreenAt, ScreenName } from '../screens.ts';

/** Six digits and a question. The screens differ in what they ask and what stands beside it. */
export function PinEntry({ name, back, title, lead, digits, busy, problem, left, submitLabel, length = 6, forgot = false }: {
  name: ScreenName;
  back: 'back' | 'cancel' | 'none';
  title: string;
  lead: ReactNode;
  digits: string;
  busy: boolean;
  problem: string | null;
  left?: ReactNode;
  submitLabel: string;
  length?: number;
  /** Offers the way to a new PIN. */
  forgot?: boolean;
}) {
  const { t } = useTranslation();
  const actions = useActions();
  const complete = digits.length === length;
  return (
    <Frame
      name={name}
      back={back}
      left={left}
      right={<Button size="kiosk" variant="primary" iconEnd={name === 'stepUp' ? Check : ArrowRight} disabled={!complete} busy={busy} data-action="submit-pin" onClick={actions.submitPin}>{submitLabel}</Button>}
    >
      <div className={layout.split}>
        <div className={layout.question}>
          <h1 className={layout.key}>{title}</h1>
          {lead && <div className={layout.lead}>{lead}</div>}
          <PinBoxes filled={digits.length} count={length} label={t('pin.filled', { count: digits.length, length })} />
          {forgot && <Button variant="quiet" icon={KeyRound} disabled={busy} className={layout.forgot} data-action="forgot-pin" onClick={actions.askReset}>{t('reset.open')}</Button>}
          {problem && <Notice tone="attention" className={layout.notice}>{problem}</Notice>}
        </div>
        <Keypad label={t('keypad')} eraseLabel={t('erase')} disabled={busy} onDigit={actions.typePin} onErase={actions.erasePin} onEnter={actions.submitPin} />
      </div>
    </Frame>
  );
}

function useProblemText(problem: Problem | null): string | null {
  const language = useLanguage();
  return problem && refusalText(language, problem.code, problem.data);
}

export function PinScreen({ screen }: { screen: ScreenAt<'pin'> }) {
  const { t } = useTranslation();
  const { payWithFace } = useActions();
  return (
    <PinEntry
      name="pin"
      back="back"
      title={t('pin.title')}
      lead={screen.identifier}
      digits={screen.digits}
      busy={screen.busy}
      problem={useProblemText(screen.problem)}
      left={<Button size="kiosk" icon={ScanFace} disabled={screen.busy} data-action="pay-with-face" onClick={payWithFace}>{t('payWithFace')}</Button>}
      submitLabel={t('next')}
      forgot
    />
  );
}

/** Over the face-only limit: face and PIN together. */
export function StepUpScreen({ screen }: { screen: ScreenAt<'stepUp'> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const amount = formatRupiah(screen.authorisation.amount, language);
  const problem = useProblemText(screen.problem);
  return (
    <PinEntry
      name="stepUp"
      back={screen.busy ? 'none' : 'cancel'}
      title={t('pin.stepUp', { amount })}
      lead={screen.authorisation.maskedName}
      digits={screen.digits}
      busy={screen.busy}
      problem={screen.uncertain && screen.busy ? t('confirm.uncertain') : problem}
      submitLabel={t('confirm.pay', { amount })}
    />
  );
}

export function ChoosePinScreen({ screen: { draft, digits, problem } }: { screen: ScreenAt<'choosePin'> }) {
  const { t } = useTranslation();
  return (
    <PinEntry
      name="choosePin"
      back="cancel"
      title={t('pin.choose')}
      lead={t(draft.reset ? 'reset.chooseLead' : 'pin.chooseLead')}
      digits={digits}
      busy={false}
      problem={useProblemText(problem)}
      left={draft.card && <WhoseCard draft={draft} />}
      submitLabel={t('next')}
    />
  );
}

export function RepeatPinScreen({ screen }: { screen: ScreenAt<'repeatPin'> }) {
  const { t } = useTranslation();
  return (
    <PinEntry name="repeatPin" back="back" title={t('pin.repeat')} lead={null} digits={screen.digits} busy={screen.busy} problem={screen.mismatch ? t('pin.mismatch') : null} submitLabel={t('done')} />
  );
}
