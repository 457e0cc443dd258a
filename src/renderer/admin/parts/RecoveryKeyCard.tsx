import { KeyRound, ScanText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffMember } from '../../../shared/contract.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { BackupsOverview } from '../backupActions.ts';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import styles from './Backups.module.css';
import form from './FormDialog.module.css';
import { FormDialog } from './FormDialog.tsx';
import { Notice } from './Notice.tsx';
import { RecoveryKeyField } from './RecoveryKeyField.tsx';
import { RecoveryKeySheet } from './RecoveryKeySheet.tsx';
import { When } from './When.tsx';

type Asking = 'replace' | 'check' | null;

/** The one thing that opens a backup, and whether it is safely on paper. */
export function RecoveryKeyCard({ recovery, me }: { recovery: BackupsOverview['recovery']; me: StaffMember }) {
  const { t } = useTranslation('backup');
  const language = useLanguage();
  const makeRecoveryKey = useDesk((state) => state.makeRecoveryKey);
  const confirmRecoveryKey = useDesk((state) => state.confirmRecoveryKey);
  const [asking, setAsking] = useState<Asking>(null);
  const [made, setMade] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [checked, setChecked] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const owner = me.role === 'owner';

  async function make(): Promise<Failure | null> {
    const answer = await makeRecoveryKey();
    if ('failure' in answer) return answer.failure;
    setChecked(false);
    setMade(answer.recoveryKey);
    return null;
  }

  async function check(): Promise<Failure | null> {
    const refused = await confirmRecoveryKey(typed);
    setChecked(refused === null);
    return refused;
  }

  const close = (): void => {
    setAsking(null);
    setTyped('');
  };

  return (
    <section className={classNames(styles.card, recovery?.confirmed !== true && styles.wanted)} aria-labelledby="recovery-key">
      <Icon icon={KeyRound} />
      <div className={styles.words}>
        <h2 id="recovery-key">{t('key.title')}</h2>
        <p>{recovery === null ? t('key.none') : recovery.confirmed ? t('key.confirmed') : t('key.unconfirmed')} {recovery && <>{t('key.made')} <When atMs={recovery.madeAtMs} />.</>}</p>
        {recovery === null && !owner && <p>{t('key.askOwner')}</p>}
        {checked && <Notice tone="info"><p data-outcome="checked">{t('key.checkDone')}</p></Notice>}
        {failure && <Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)}</p></Notice>}
      </div>
      <div className={styles.buttons}>
        {recovery === null && owner && <Button variant="primary" icon={KeyRound} data-action="make-key" onClick={() => void make().then(setFailure)}>{t('key.make')}</Button>}
        {recovery !== null && <Button icon={ScanText} data-action="check-key" onClick={() => setAsking('check')}>{t('key.check')}</Button>}
        {recovery !== null && owner && <Button variant="quiet" data-action="replace-key" onClick={() => setAsking('replace')}>{t('key.replace')}</Button>}
      </div>
      {asking === 'replace' && <FormDialog title={t('key.replaceTitle')} submit={t('key.replace')} danger onSubmit={make} onClose={close}><p className={form.lead}>{t('key.replaceWhat')}</p></FormDialog>}
      {asking === 'check' && (
        <FormDialog title={t('key.checkTitle')} submit={t('key.checkSubmit')} ready={typed.trim() !== ''} onSubmit={check} onClose={close}>
          {(tried) => <RecoveryKeyField hint={t('key.checkWhat')} value={typed} onChange={setTyped} error={tried && typed.trim() === '' ? t('key.missing') : null} />}
        </FormDialog>
      )}
      {made !== null && <RecoveryKeySheet recoveryKey={made} onClose={() => setMade(null)} />}
    </section>
  );
}
