import { LogIn } from 'lucide-react';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import { Gate } from '../parts/Gate.tsx';
import { Notice } from '../parts/Notice.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';
import type { Page } from '../sessionActions.ts';
import styles from './LoginPage.module.css';

export function LoginPage({ page }: { page: Extract<Page, { at: 'login' }> }) {
  const { t } = useTranslation('admin');
  const login = useDesk((state) => state.login);
  const siteName = useDesk((state) => state.status?.siteName ?? '');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (page.busy) return;
    setPassword('');
    void login(username, password);
  }

  return (
    <Gate>
      <form className={styles.card} onSubmit={submit}>
        <div className={styles.head}>
          <h1>{t('login.title')}</h1>
          <p>{t('login.lead', { site: siteName })}</p>
        </div>
        {page.notice && !page.failure && <Notice tone="info"><p>{t(`login.notice.${page.notice}`)}</p></Notice>}
        {page.failure && <Refused failure={page.failure} />}
        <TextField label={t('login.username')} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus required maxLength={64} value={username} onChange={(event) => setUsername(event.target.value)} />
        <PasswordField label={t('login.password')} name="password" autoComplete="current-password" required maxLength={1024} value={password} onChange={(event) => setPassword(event.target.value)} />
        <Button type="submit" variant="primary" icon={LogIn} wide busy={page.busy}>{t('login.submit')}</Button>
      </form>
    </Gate>
  );
}

/** A lock is a wait, not a fault: amber, with the minutes and why. Anything else is said in red. */
function Refused({ failure }: { failure: NonNullable<Extract<Page, { at: 'login' }>['failure']> }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  if (failure.code !== 'LOGIN_LOCKED') return <Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)}</p></Notice>;
  return (
    <Notice tone="wait" title={t('login.lockedTitle')}>
      <p>{refusalText(language, failure.code, failure.data)}</p>
      <p>{t('login.lockedWhy')}</p>
    </Notice>
  );
}
