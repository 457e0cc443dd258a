import { Check, ChevronRight, CircleCheck, HardDrive, IdCard, KeyRound, type LucideIcon, ScanFace, Target, Trash2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { consentTextVersion } from '../../../shared/consent.ts';
import { useActions } from '../KioskContext.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import type { ScreenAt } from '../screens.ts';
import styles from './ConsentScreen.module.css';

const points = [['what', ScanFace], ['where', HardDrive], ['why', Target], ['right', Trash2], ['pin', KeyRound]] as const satisfies readonly (readonly [string, LucideIcon])[];

/** Consent first, in plain words; saying no is as easy as saying yes. */
export function ConsentScreen({ screen }: { screen: ScreenAt<'consent'> }) {
  const { t } = useTranslation();
  const actions = useActions();
  const { minor, open, card, request, name } = screen.draft;
  return (
    <Frame
      name="consent"
      back="cancel"
      left={<Button size="kiosk" icon={X} data-action="decline" onClick={actions.declineConsent}>{t('consent.decline')}</Button>}
      right={<Button size="kiosk" variant="primary" icon={Check} data-action="accept" onClick={actions.acceptConsent}>{t('consent.accept')}</Button>}
    >
      <div className={styles.consent}>
        <div className={styles.head}>
          <div className={styles.titleRow}>
            <h1 className={layout.title}>{request ? t('consent.asked', { name }) : t('consent.title')}</h1>
            <p className={layout.small}>{t('consent.version', { version: consentTextVersion })}</p>
          </div>
          <p className={styles.lead}>{t('consent.lead')}</p>
        </div>
        <ul className={styles.points}>
          {points.map(([point, icon]) => <li key={point}><Icon icon={icon} />{t(`consent.${point}`)}</li>)}
        </ul>
        <div className={styles.below}>
          <button type="button" role="switch" aria-checked={minor} className={styles.minor} data-action="minor" onClick={() => actions.setMinor(!minor)}>
            <span className={styles.box}>{minor && <Icon icon={Check} size="1em" />}</span>
            <span><strong>{t('consent.minor')}</strong><span className={styles.minorLead}>{t('consent.minorLead')}</span></span>
          </button>
          {!open && !request && (
            <button type="button" className={styles.hasCard} data-action="have-card" data-card-read={card !== null} onClick={actions.askEnrolCard}>
              <Icon icon={card ? CircleCheck : IdCard} size="1.8em" />
              <span className={styles.grow}><strong>{t(card ? 'enrolCard.read' : 'enrolCard.have')}</strong><span className={styles.minorLead}>{t(card ? 'enrolCard.readLead' : 'enrolCard.haveLead')}</span></span>
              <Icon icon={ChevronRight} />
            </button>
          )}
        </div>
      </div>
    </Frame>
  );
}
