import { Printer } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output, StaffMember } from '../../../shared/contract.ts';
import { formatStaffCode } from '../../../shared/staff.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { failureOf } from '../loads.ts';
import slip from './CodeSlip.module.css';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';
import { Notice } from './Notice.tsx';
import styles from './TotpDialogs.module.css';

/** Recovery codes, this once: printed or copied before the dialog closes. */
function RecoveryCodes({ codes, me, onClose }: { codes: readonly string[]; me: StaffMember; onClose(): void }) {
  const { t } = useTranslation('staff');
  const siteName = useDesk((state) => state.status?.siteName ?? '');
  return (
    <Dialog title={t('recovery.title')} onClose={onClose}>
      <div className={form.form}>
        <p className={form.lead}>{t('recovery.what')}</p>
        <div data-print className={slip.slip}>
          <p className={form.subject}><strong>{me.name}</strong><span>{me.username} · {siteName}</span></p>
          <ul className={slip.codes}>{codes.map((code) => <li key={code} data-recovery>{formatStaffCode(code)}</li>)}</ul>
        </div>
        <p className={form.hint}>{t('recovery.once')}</p>
        <div className={form.buttons}>
          <Button icon={Printer} data-action="print-recovery" onClick={() => window.print()}>{t('print')}</Button>
          <Button variant="primary" data-focus-first data-action="recovery-kept" onClick={onClose}>{t('recovery.kept')}</Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Scan, type what the phone shows, keep the recovery codes. */
export function TotpSetupDialog({ me, onClose }: { me: StaffMember; onClose(): void }) {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const { beginTotp, confirmTotp } = useDesk((state) => state);
  const [begun, setBegun] = useState<Output<'staff.totpBegin'> | null>(null);
  const [failed, setFailed] = useState<Failure | null>(null);
  const [code, setCode] = useState('');
  const [codes, setCodes] = useState<readonly string[] | null>(null);

  useEffect(() => {
    let wanted = true;
    void beginTotp().then((answer) => {
      if (!wanted) return;
      if (answer.ok) setBegun(answer.value);
      else setFailed({ code: answer.code, data: answer.data });
    });
    return () => {
      wanted = false;
    };
  }, [beginTotp]);

  async function confirm(): Promise<Failure | null> {
    const answer = await confirmTotp(code);
    if (answer.ok) setCodes(answer.value.recoveryCodes);
    return failureOf(answer);
  }

  if (codes) return <RecoveryCodes codes={codes} me={me} onClose={onClose} />;
  if (!begun) {
    return (
      <Dialog title={t('totp.title')} onClose={onClose}>
        <div className={form.form}>
          {failed ? <Notice tone="refused"><p>{refusalText(language, failed.code, failed.data)}</p></Notice> : <p role="status">{t('totp.loading')}</p>}
          <div className={form.buttons}><Button variant="quiet" onClick={onClose}>{t('cancel')}</Button></div>
        </div>
      </Dialog>
    );
  }
  return (
    // Done is not over: the recovery codes are shown in its place.
    <FormDialog title={t('totp.title')} submit={t('totp.confirm')} ready={code.trim() !== ''} onSubmit={confirm} onClose={onClose} stay>
      {(tried) => (
        <div className={styles.setUp}>
          <QrCode className={styles.code} text={begun.uri} label={t('totp.qr')} />
          <div className={styles.steps}>
            <p>{t('totp.scan')}</p>
            <details className={styles.hand}><summary>{t('totp.byHand')}</summary><code data-secret>{begun.secret.match(/.{1,4}/g)?.join(' ')}</code></details>
            <TextField label={t('totp.code')} name="totp" data-focus-first inputMode="numeric" autoComplete="one-time-code" spellCheck={false} maxLength={16} hint={t('totp.codeHint')} error={tried && code.trim() === '' ? t('totp.codeMissing') : null} value={code} onChange={(event) => setCode(event.target.value)} />
          </div>
        </div>
      )}
    </FormDialog>
  );
}

export function RenewRecoveryDialog({ me, onClose }: { me: StaffMember; onClose(): void }) {
  const { t } = useTranslation('staff');
  const renewRecovery = useDesk((state) => state.renewRecovery);
  const [codes, setCodes] = useState<readonly string[] | null>(null);

  async function renew(): Promise<Failure | null> {
    const answer = await renewRecovery();
    if (answer.ok) setCodes(answer.value.recoveryCodes);
    return failureOf(answer);
  }

  if (codes) return <RecoveryCodes codes={codes} me={me} onClose={onClose} />;
  return (
    <FormDialog title={t('recovery.renewTitle')} submit={t('recovery.renew')} onSubmit={renew} onClose={onClose} stay>
      <p className={form.lead}>{t('recovery.renewWhat')}</p>
    </FormDialog>
  );
}

export function TotpOffDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('staff');
  const totpOff = useDesk((state) => state.totpOff);
  return (
    <FormDialog title={t('totp.offTitle')} submit={t('totp.off')} danger onSubmit={totpOff} onClose={onClose}>
      <p className={form.lead}>{t('totp.offWhat')}</p>
    </FormDialog>
  );
}
