import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../desk.ts';
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
  return (
    <FormDialog title={t('reauth.title')} submit={t('reauth.confirm')} ready={password !== ''} onSubmit={() => reauthenticate(password)} onClose={closeReauth}>
      {(tried) => (
        <>
          <p className={styles.hint}>{t('reauth.why', { name })}</p>
          <PasswordField label={t('reauth.password')} name="password" autoComplete="current-password" data-focus-first value={password} onChange={(event) => setPassword(event.target.value)} error={tried && password === '' ? t('reauth.missing') : undefined} />
        </>
      )}
    </FormDialog>
  );
}
