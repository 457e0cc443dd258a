import { CircleMinus, CirclePlus, KeyRound, Lock, ReceiptText, ScanFace, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonRow, StaffMember } from '../../../shared/contract.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Money } from '../../ui/Money.tsx';
import { useDesk } from '../desk.ts';
import { everything } from '../ledgerActions.ts';
import { handlesMoney, managesPeople } from '../sessionActions.ts';
import { CardButton } from './CardDialog.tsx';
import { Notice } from './Notice.tsx';
import { Panel } from './Panel.tsx';
import styles from './Panel.module.css';
import { PersonTools } from './PersonTools.tsx';
import { ExactTime } from './When.tsx';

/** First letters of the first and last word: two at most. */
function monogram(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toLocaleUpperCase();
}

export function PersonPanel({ person, me, onClose }: { person: PersonRow; me: StaffMember; onClose(): void }) {
  const { t } = useTranslation('admin');
  const openTopUp = useDesk((state) => state.openTopUp);
  const filterLedger = useDesk((state) => state.filterLedger);
  const goTo = useDesk((state) => state.goTo);
  const erased = useDesk(({ faceErasure }) => faceErasure.at === 'done' && faceErasure.personId === person.personId);
  const money = handlesMoney(me);
  return (
    <Panel label={t('person.panel', { name: person.name })} closeLabel={t('person.close')} onClose={onClose}>
      <div className={styles.who}>
        <span className={styles.monogram} aria-hidden>{monogram(person.name)}</span>
        <div>
          <h2>{person.name}</h2>
          <p className={styles.sub}>{person.identifier}</p>
        </div>
      </div>
      {money && (
        <>
          <dl className={styles.balance}><dt>{t('person.balance')}</dt><dd><Money amount={person.balance} /></dd></dl>
          <div className={styles.acts}>
            <Button variant="primary" icon={CirclePlus} wide onClick={() => openTopUp(person)}>{t('person.topUp')}</Button>
            <Button
              icon={ReceiptText}
              wide
              onClick={() => {
                filterLedger({ ...everything, search: person.identifier });
                goTo('transactions');
              }}
            >
              {t('person.transactions')}
            </Button>
          </div>
        </>
      )}
      {erased && <Notice tone="info"><p>{t('eraseFace.done')}</p></Notice>}
      {person.pinLocked && person.hasFace && <Notice tone="wait">{t('person.pinLockedHelp')}</Notice>}
      <dl className={styles.facts}>
        <Fact name={t('person.face')} icon={person.hasFace ? ScanFace : CircleMinus}>{person.hasFace ? t('person.faceYes') : t('person.faceNo')}</Fact>
        <Fact name={t('person.pin')} icon={person.pinLocked ? Lock : person.hasPin ? KeyRound : CircleMinus}>{person.pinLocked ? t('person.pinLocked') : person.hasPin ? t('person.pinYes') : t('person.pinNo')}</Fact>
        <Fact name={t('person.enrolled')}><ExactTime atMs={person.createdAtMs} /></Fact>
      </dl>
      {managesPeople(me) && <CardButton key={person.personId} person={person} />}
      <PersonTools key={`tools-${person.personId}`} person={person} me={me} />
    </Panel>
  );
}

export function Fact({ name, icon, children }: { name: string; icon?: LucideIcon; children: ReactNode }) {
  return <div className={styles.fact}><dt>{name}</dt><dd>{icon && <Icon icon={icon} size="1.1em" />}{children}</dd></div>;
}
