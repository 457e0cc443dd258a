import { KeyRound, LogIn } from 'lucide-react';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { Gate } from '../parts/Gate.tsx';
import { Notice } from '../parts/Notice.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';
import { RedeemForm } from '../parts/RedeemForm.tsx';
import type { Page } from '../sessionActions.ts';
import styles from './LoginPage.module.css';

type LoginProps = { page: Extract<Page, { at: 'login' }> };
interface Given { username: string; password: string }

const asksForCode = (failure: Failure | null): boolean => failure?.code === 'TOTP_NEEDED' || failure?.code === 'TOTP_WRONG';

/** User name and password; after them the code from the phone, where the account wants one; or a one-time code instead of both. */
export function LoginPage({ page }: LoginProps) {
  const [redeeming, setRedeeming] = useState(false);
  const [given, setGiven] = useState<Given | null>(null);
  // While the code is looked at there is no failure yet: the step stays where it is.
  const [sentCode, setSentCode] = useState(false);
  const login = useDesk((state) => state.login);

  function send({ username, password }: Given, code?: string): void {
    if (page.busy) return;
    setGiven({ username, password });
    setSentCode(code !== undefined);
    setRedeeming(false);
    void login(username, password, code);
  }

  if (redeeming) return <Gate><RedeemForm onDone={send} onBack={() => setRedeeming(false)} /></Gate>;
  if (given && (asksForCode(page.failure) || (page.busy && sentCode))) return <Gate><CodeForm page={page} onCode={(code) => send(given, code)} onBack={() => setGiven(null)} /></Gate>;
  return <Gate><PasswordForm page={page} onGiven={send} onRedeem={() => setRedeeming(true)} /></Gate>;
}

function PasswordForm({ page, onGiven, onRedeem }: LoginProps & { onGiven(given: Given): void; onRedeem(): void }) {
  const { t } = useTranslation(['admin', 'staff']);
  const siteName = useDesk((state) => state.status?.siteName ?? '');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    setPassword('');
    onGiven({ username, password });
  }

  return (
    <form className={styles.card} onSubmit={submit}>
      <div className={styles.head}>
        <h1>{t('login.title')}</h1>
        <p>{t('login.lead', { site: siteName })}</p>
      </div>
      {page.notice && !page.failure && <Notice tone="info"><p>{t(`login.notice.${page.notice}`)}</p></Notice>}
      {page.failure && !asksForCode(page.failure) && <Refused failure={page.failure} />}
      <TextField label={t('login.username')} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus required maxLength={64} value={username} onChange={(event) => setUsername(event.target.value)} />
      <PasswordField label={t('login.password')} name="password" autoComplete="current-password" required maxLength={1024} value={password} onChange={(event) => setPassword(event.target.value)} />
      <Button type="submit" variant="primary" icon={LogIn} wide busy={page.busy}>{t('login.submit')}</Button>
      <Button variant="quiet" icon={KeyRound} wide data-action="have-code" onClick={onRedeem}>{t('login.haveCode', { ns: 'staff' })}</Button>
    </form>
  );
}

function CodeForm({ page, onCode, onBack }: LoginProps & { onCode(code: string): void; onBack(): void }) {
  const { t } = useTranslation('staff');
  const [code, setCode] = useState('');

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    setCode('');
    onCode(code);
  }

  return (
    <form className={styles.card} onSubmit={submit} data-step="code">
      <div className={styles.head}>
        <h1>{t('login.codeTitle')}</h1>
        <p>{t('login.codeLead')}</p>
      </div>
      {page.failure?.code === 'TOTP_WRONG' && <Refused failure={page.failure} />}
      <TextField label={t('login.code')} name="code" hint={t('login.codeHint')} autoComplete="one-time-code" autoCapitalize="characters" spellCheck={false} autoFocus required maxLength={40} value={code} onChange={(event) => setCode(event.target.value)} />
      <Button type="submit" variant="primary" icon={LogIn} wide busy={page.busy}>{t('login.codeSubmit')}</Button>
      <Button variant="quiet" wide data-action="back" onClick={onBack}>{t('login.back')}</Button>
    </form>
  );
}

/** A lock is a wait, not a fault: amber, with the minutes and why. Anything else is said in red. */
function Refused({ failure }: { failure: Failure }) {
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
