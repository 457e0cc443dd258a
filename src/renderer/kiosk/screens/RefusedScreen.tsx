import { ArrowRight, Banknote, CameraOff, ChartNoAxesColumn, CircleUserRound, IdCard, KeyRound, type LucideIcon, RotateCcw, ScanFace, ShieldCheck, TimerOff, Unplug, UserRound, Users, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ErrorCode } from '../../../shared/errors.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import type { NoticeTone } from '../../ui/Notice.tsx';
import { useActions } from '../KioskContext.tsx';
import { BigIcon } from '../parts/BigIcon.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import { useProblemEnrolling, useProblemHere } from '../parts/problemHere.ts';
import type { NextStep, ScreenAt } from '../screens.ts';
import styles from './RefusedScreen.module.css';

/** Red is for money that was refused; everything a person can simply do again is amber. */
const refusedMoney: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['INSUFFICIENT_FUNDS', 'DAY_LIMIT', 'BALANCE_LIMIT', 'PIN_LOCKED', 'PIN_STAFF_NEEDED', 'PIN_KIOSK_LIMIT', 'LEDGER_BROKEN', 'INTERNAL']);
/** After these nobody on this side knows for certain that nothing was charged. */
const charged: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['CHARGE_PAID', 'AUTHORISATION_USED', 'HOST_UNREACHABLE', 'INTERNAL']);
const stepIcons: Record<NextStep, LucideIcon> = { look: RotateCcw, pin: KeyRound, amount: ArrowRight, capture: RotateCcw, newIdentifier: ArrowRight, choosePin: KeyRound, consent: ArrowRight, home: X, checkin: ArrowRight, checkinNumber: KeyRound, meLook: RotateCcw, meNumber: KeyRound, meDoor: ChartNoAxesColumn, enrolCard: IdCard, resetPin: KeyRound };

function iconOf(code: ErrorCode): LucideIcon {
  if (code.startsWith('CAMERA_')) return CameraOff;
  if (code.startsWith('PIN_')) return KeyRound;
  if (code.endsWith('_EXPIRED')) return TimerOff;
  if (code === 'MORE_THAN_ONE_FACE' || code === 'FACE_AMBIGUOUS' || code === 'FACE_DUPLICATE') return Users;
  if (code.startsWith('FACE_') || code === 'NO_FACE') return CircleUserRound;
  if (code === 'CHALLENGE_FAILED' || code === 'NOT_LIVE') return ScanFace;
  if (code === 'HOST_UNREACHABLE') return Unplug;
  if (code === 'CARD_REFUSED') return IdCard;
  if (code === 'IDENTIFIER_TAKEN') return UserRound;
  return Banknote;
}

/** The first sentence is what happened, the rest what to do. */
function splitSentence(text: string): [string, string] {
  const end = text.indexOf('. ');
  return end < 0 ? [text, ''] : [text.slice(0, end + 1), text.slice(end + 2)];
}

export function RefusedScreen({ screen }: { screen: ScreenAt<'refused'> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { follow } = useActions();
  const { code, next, also, origin } = screen;
  const sentenceHere = useProblemHere();
  const sentenceEnrolling = useProblemEnrolling();
  const [happened, fix] = splitSentence(origin.flow === 'pay' ? refusalText(language, code, screen.data) : origin.flow === 'enrol' ? sentenceEnrolling(code, screen.data) : sentenceHere(code, screen.data));
  const tone: NoticeTone = refusedMoney.has(code) ? 'refused' : 'attention';
  const label = (step: NextStep) => (step === 'look' && code.startsWith('PIN_') ? t('nextStep.lookFace') : t(`nextStep.${step}`));
  return (
    <Frame
      name="refused"
      back="cancel"
      left={also && <Button size="kiosk" icon={stepIcons[also]} data-action={`also-${also}`} onClick={() => follow(also)}>{label(also)}</Button>}
      right={<Button size="kiosk" variant="primary" icon={stepIcons[next]} data-action={`next-${next}`} onClick={() => follow(next)}>{label(next)}</Button>}
    >
      <div className={layout.centre} role="alert" data-code={code}>
        <BigIcon icon={iconOf(code)} tone={tone} />
        <h1 className={styles.happened}>{happened}</h1>
        {fix && <p className={styles.fix}>{fix}</p>}
        {origin.flow === 'pay' && !charged.has(code) && !fix.includes(t('refused.notCharged')) && <p className={styles.safe}><Icon icon={ShieldCheck} />{t('refused.notCharged')}</p>}
      </div>
    </Frame>
  );
}
