import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { staffRoles, type StaffRole } from '../../../shared/contract.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { passwordRules } from '../passwordRules.ts';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';
import { PasswordField } from './PasswordField.tsx';
import { PasswordRules } from './PasswordRules.tsx';

/** As the contract has it. */
const usernamePattern = /^[a-z0-9._-]{3,32}$/;

/** Opens an account for a colleague; passwords by the rules of the set-up. */
export function StaffDialog({ onClose, onMade }: { onClose(): void; onMade(username: string): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const siteName = useDesk((state) => state.status?.siteName ?? '');
  const createStaff = useDesk((state) => state.createStaff);
  const [name, setName] = useState('');
  const [username, setUsername] = useState('');
  const [role, setRole] = useState<StaffRole>('teacher');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [refused, setRefused] = useState<Failure | null>(null);
  const rules = passwordRules(password, again, [siteName, name, username]);
  const missing = (value: string) => (value.trim() === '' ? t('form.required') : null);
  const usernameError = usernamePattern.test(username) ? null : t('setup.usernameBad');
  const weak = refused?.code === 'PASSWORD_WEAK' ? refusalText(language, refused.code, refused.data) : null;
  const passwordError = weak ?? (rules.length && rules.own && rules.plain ? null : missing(password) ?? t('setup.rules.fix'));

  async function create(): Promise<Failure | null> {
    const failure = await createStaff({ name: name.trim(), username, role, password });
    setRefused(failure);
    if (!failure) onMade(username);
    return failure;
  }

  return (
    <FormDialog title={t('staff.newTitle')} submit={t('staff.submit')} ready={missing(name) === null && usernameError === null && Object.values(rules).every(Boolean)} onSubmit={create} onClose={onClose}>
      {(tried) => (
        <>
          <TextField label={t('staff.name')} name="name" data-focus-first error={tried ? missing(name) : null} autoComplete="off" maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
          <div className={form.pair}>
            <TextField label={t('setup.username')} name="username" error={tried ? usernameError : null} autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={32} value={username} onChange={(event) => setUsername(event.target.value.trim().toLowerCase())} />
            <Select label={t('staff.role')} name="role" value={role} onChange={(value) => setRole(staffRoles.find((one) => one === value) ?? 'teacher')} options={staffRoles.map((value) => ({ value, label: t(`role.${value}`) }))} />
          </div>
          <p className={form.hint}>{t(`staff.about.${role}`)}</p>
          <div className={form.pair}>
            <PasswordField label={t('setup.password')} name="password" error={tried ? passwordError : weak} autoComplete="new-password" maxLength={1024} aria-describedby="staff-password-rules" value={password} onChange={(event) => { setPassword(event.target.value); setRefused(null); }} />
            <PasswordField label={t('setup.passwordAgain')} name="passwordAgain" error={tried && rules.length && !rules.same ? t('setup.rules.differ') : null} autoComplete="new-password" maxLength={1024} value={again} onChange={(event) => setAgain(event.target.value)} />
          </div>
          <PasswordRules id="staff-password-rules" met={rules} />
          <p className={form.hint}>{t('staff.tell')}</p>
        </>
      )}
    </FormDialog>
  );
}
