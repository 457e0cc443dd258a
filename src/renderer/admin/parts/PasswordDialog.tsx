import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffMember } from '../../../shared/contract.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { passwordRules } from '../passwordRules.ts';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';
import { PasswordField } from './PasswordField.tsx';
import { PasswordRules } from './PasswordRules.tsx';

/** One's own password: the one of before, and the new one twice. */
export function PasswordDialog({ me, onChanged, onClose }: { me: StaffMember; onChanged(): void; onClose(): void }) {
  const { t } = useTranslation(['staff', 'admin']);
  const language = useLanguage();
  const siteName = useDesk((state) => state.status?.siteName ?? '');
  const changePassword = useDesk((state) => state.changePassword);
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [refused, setRefused] = useState<Failure | null>(null);
  const rules = passwordRules(password, again, [siteName, me.name, me.username]);
  const weak = refused?.code === 'PASSWORD_WEAK' ? refusalText(language, refused.code, refused.data) : null;
  const fix = rules.length && rules.own && rules.plain ? null : t(password === '' ? 'form.required' : 'setup.rules.fix', { ns: 'admin' });

  async function change(): Promise<Failure | null> {
    const failure = await changePassword({ current, password });
    setRefused(failure);
    if (!failure) onChanged();
    return failure;
  }

  return (
    <FormDialog title={t('password.title')} submit={t('password.submit')} ready={current !== '' && Object.values(rules).every(Boolean)} onSubmit={change} onClose={onClose}>
      {(tried) => (
        <>
          <PasswordField label={t('password.current')} name="current" data-focus-first autoComplete="current-password" maxLength={1024} error={tried && current === '' ? t('form.required', { ns: 'admin' }) : null} value={current} onChange={(event) => setCurrent(event.target.value)} />
          <div className={form.pair}>
            <PasswordField label={t('password.new')} name="password" autoComplete="new-password" maxLength={1024} aria-describedby="own-password-rules" error={tried ? weak ?? fix : weak} value={password} onChange={(event) => { setPassword(event.target.value); setRefused(null); }} />
            <PasswordField label={t('password.again')} name="passwordAgain" autoComplete="new-password" maxLength={1024} error={tried && rules.length && !rules.same ? t('setup.rules.differ', { ns: 'admin' }) : null} value={again} onChange={(event) => setAgain(event.target.value)} />
          </div>
          <PasswordRules id="own-password-rules" met={rules} />
          <p className={form.hint}>{t('password.ends')}</p>
        </>
      )}
    </FormDialog>
  );
}
