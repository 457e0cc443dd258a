import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupContents, BackupRow, RestorePreview } from '../../../shared/contractBackups.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Money } from '../../ui/Money.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { exactTime } from '../when.ts';
import styles from './Backups.module.css';
import { countText } from './Counts.tsx';
import form from './FormDialog.module.css';
import { FormDialog } from './FormDialog.tsx';
import { Notice } from './Notice.tsx';
import { RecoveryKeyField } from './RecoveryKeyField.tsx';

/** Looked at first, decided second: the key, then what it holds beside what is here, then the name of the place. */
export function RestoreDialog({ backup, destinationId, onClose }: { backup: BackupRow; destinationId: string; onClose(): void }) {
  const { t } = useTranslation('backup');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const previewRestore = useDesk((state) => state.previewRestore);
  const restoreBackup = useDesk((state) => state.restoreBackup);
  const [recoveryKey, setRecoveryKey] = useState('');
  const [preview, setPreview] = useState<RestorePreview | null>(null);
  const [confirm, setConfirm] = useState('');
  const [decided, setDecided] = useState(false);
  /** A form that was sent closes; here the next one follows. */
  const goesOn = useRef(false);
  const when = exactTime(backup.atMs, language, zone);

  async function look(): Promise<Failure | null> {
    const answer = await previewRestore({ destinationId, name: backup.name, recoveryKey });
    if ('failure' in answer) return answer.failure;
    goesOn.current = true;
    setRecoveryKey('');
    setPreview(answer.preview);
    return null;
  }

  async function restore(previewId: string): Promise<Failure | null> {
    const failure = await restoreBackup({ previewId, confirm });
    goesOn.current = failure === null;
    if (!failure) setDecided(true);
    return failure;
  }

  function close(): void {
    if (!goesOn.current) onClose();
    goesOn.current = false;
  }

  if (decided) return <Dialog title={t('restore.title')} onClose={() => {}}><p role="status">{t('restore.starting')}</p></Dialog>;
  if (preview === null) {
    return (
      <FormDialog key="look" title={t('restore.title')} submit={t('restore.look')} ready={recoveryKey.trim() !== ''} onSubmit={look} onClose={close}>
        {(tried) => (
          <>
            <p className={form.lead}>{t('restore.of', { when })}</p>
            <RecoveryKeyField hint={t('key.checkWhat')} value={recoveryKey} onChange={setRecoveryKey} error={tried && recoveryKey.trim() === '' ? t('key.missing') : null} />
            <p className={form.hint}>{t('restore.what')}</p>
          </>
        )}
      </FormDialog>
    );
  }
  return (
    <FormDialog key="decide" title={t('restore.title')} submit={t('restore.submit')} danger ready={confirm.trim() !== ''} onSubmit={() => restore(preview.previewId)} onClose={close}>
      {(tried) => (
        <>
          <p className={form.lead}>{t('restore.of', { when })}</p>
          <Notice tone="info"><p data-outcome="sound">{t('restore.sound')}</p></Notice>
          <Comparison preview={preview} />
          {preview.erasedAgain > 0 && <p>{t('restore.erasedAgain', { count: preview.erasedAgain })}</p>}
          {preview.facesLeftOut > 0 && <p>{t('restore.facesLeftOut', { count: preview.facesLeftOut })}</p>}
          <Notice tone="wait"><p>{t('restore.lost', { when })}</p></Notice>
          <TextField label={t('restore.confirm', { name: preview.siteName })} name="confirm" autoComplete="off" error={tried && confirm.trim() === '' ? t('dialog.required') : null} value={confirm} onChange={(event) => setConfirm(event.target.value)} />
        </>
      )}
    </FormDialog>
  );
}

const counted = ['people', 'faces', 'transfers', 'marks', 'audit'] as const satisfies readonly (keyof BackupContents)[];

function Comparison({ preview: { restored, here } }: { preview: RestorePreview }) {
  const { t } = useTranslation('backup');
  const language = useLanguage();
  return (
    <table className={styles.compare}>
      <thead><tr><th scope="col">{t('restore.thing')}</th><th scope="col">{t('restore.here')}</th><th scope="col">{t('restore.restored')}</th></tr></thead>
      <tbody>
        {counted.map((what) => <tr key={what}><th scope="row">{t(`restore.${what}`)}</th><td>{here === null ? '–' : countText(here[what], language)}</td><td data-restored={what}>{countText(restored[what], language)}</td></tr>)}
        <tr><th scope="row">{t('restore.balance')}</th><td>{here === null ? '–' : <Money amount={here.balance} />}</td><td><Money amount={restored.balance} /></td></tr>
      </tbody>
    </table>
  );
}
