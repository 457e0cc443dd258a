import { Save } from 'lucide-react';
import { useRef, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { parseStaffCode } from '../../../shared/staff.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import styles from '../pages/LoginPage.module.css';
import { passwordRules } from '../passwordRules.ts';
import dialog from './FormDialog.module.css';
import { Notice } from './Notice.tsx';
import { PasswordField } from './PasswordField.tsx';
import { PasswordRules } from './PasswordRules.tsx';

/** A one-time code becomes a password only its person knows; then they are logged in with it. */
export function RedeemForm({ onDone, onBack }: { onDone(given: { username: string; password: string }): void; onBack(): void }) {
  const { t } = useTranslation(['staff', 'admin']);
  const language = useLanguage();
  const form = useRef<HTMLFormElement>(null);
  const siteName = useDesk((state) => state.status?.siteName ?? '');
  const redeem = useDesk((state) => state.redeem);
  const [username, setUsername] = useState('');
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const rules = passwordRules(password, again, [siteName, username]);
  const required = (value: string) => (tried && value.trim() === '' ? t('form.required', { ns: 'admin' }) : null);
  const fix = rules.length && rules.own && rules.plain ? null : t(password === '' ? 'form.required' : 'setup.rules.fix', { ns: 'admin' });
  const ready = username.trim() !== '' && parseStaffCode(code) !== null && Object.values(rules).every(Boolean);

  async function send(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setTried(true);
    setFailure(null);
    if (!ready) return void requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    setBusy(true);
    const refused = await redeem({ username, code, password });
    setBusy(false);
    if (refused) setFailure(refused);
    else onDone({ username, password });
  }

  return (
    <form ref={form} className={classNames(styles.card, styles.wide)} noValidate onSubmit={(event) => void send(event)} data-step="redeem">
      <div className={styles.head}>
        <h1>{t('login.redeemTitle')}</h1>
        <p>{t('login.redeemLead')}</p>
      </div>
      {failure && <Notice tone={failure.code === 'LOGIN_LOCKED' ? 'wait' : 'refused'}><p>{refusalText(language, failure.code, failure.data)}</p></Notice>}
      <div className={dialog.pair}>
        <TextField label={t('login.username', { ns: 'admin' })} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus maxLength={64} error={required(username)} value={username} onChange={(event) => setUsername(event.target.value.trim().toLowerCase())} />
        <TextField label={t('login.redeemCode')} name="code" hint={t('login.redeemCodeHint')} autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={40} error={required(code) ?? (tried && parseStaffCode(code) === null ? t('login.redeemCodeBad') : null)} value={code} onChange={(event) => setCode(event.target.value)} />
      </div>
      <div className={dialog.pair}>
        <PasswordField label={t('password.new')} name="password" autoComplete="new-password" maxLength={1024} aria-describedby="redeem-rules" error={tried ? fix : null} value={password} onChange={(event) => setPassword(event.target.value)} />
        <PasswordField label={t('password.again')} name="passwordAgain" autoComplete="new-password" maxLength={1024} error={tried && rules.length && !rules.same ? t('setup.rules.differ', { ns: 'admin' }) : null} value={again} onChange={(event) => setAgain(event.target.value)} />
      </div>
      <PasswordRules id="redeem-rules" met={rules} />
      <Button type="submit" variant="primary" icon={Save} wide busy={busy}>{t('login.redeemSubmit')}</Button>
      <Button variant="quiet" wide data-action="back" onClick={onBack}>{t('login.back')}</Button>
    </form>
  );
}
