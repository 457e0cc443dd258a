import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { staffOn } from '../sessionActions.ts';
import { FormDialog } from './FormDialog.tsx';
import styles from './FormDialog.module.css';
import { PasswordField } from './PasswordField.tsx';

/** The password once more, before money, deletion, exports of people and settings. What was being done goes on by itself. */
export function ReauthDialog() {
  const asking = useDesk((state) => state.reauth.at === 'asking');
  return asking ? <Question /> : null;
}

function Question() {
  const { t } = useTranslation('staff');
  const { reauthenticate, closeReauth } = useDesk((state) => state);
  const name = useDesk((state) => staffOn(state.page)?.name ?? '');
  const [password, setPassword] = useState('');
  // Null until main asks for it: whether there is a second step is said only after the right password.
  const [code, setCode] = useState<string | null>(null);

  async function prove(): Promise<Failure | null> {
    const failure = await reauthenticate(password, code ?? undefined);
    if (failure?.code === 'TOTP_NEEDED') setCode('');
    return failure;
  }

  return (
    <FormDialog title={t('reauth.title')} submit={t('reauth.confirm')} ready={password !== '' && code?.trim() !== ''} onSubmit={prove} onClose={closeReauth}>
      {(tried) => (
        <>
          <p className={styles.hint}>{t('reauth.why', { name })}</p>
          <PasswordField label={t('reauth.password')} name="password" autoComplete="current-password" data-focus-first value={password} onChange={(event) => setPassword(event.target.value)} error={tried && password === '' ? t('reauth.missing') : undefined} />
          {code !== null && <TextField label={t('reauth.code')} name="code" hint={t('reauth.codeHint')} autoFocus autoComplete="one-time-code" spellCheck={false} maxLength={40} value={code} onChange={(event) => setCode(event.target.value)} />}
        </>
      )}
    </FormDialog>
  );
}
