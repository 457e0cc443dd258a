import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { staffRoles, type StaffMember, type StaffRole } from '../../../shared/contract.ts';
import type { IssuedCode } from '../../../shared/contractStaff.ts';
import { mayManage } from '../../../shared/staff.ts';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { failureOf } from '../loads.ts';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';

export interface StaffFields { name: string; username: string; role: StaffRole }

/** As the contract has it. */
const usernamePattern = /^[a-z0-9._-]{3,32}$/;

export const fieldsReady = ({ name, username }: StaffFields): boolean => name.trim() !== '' && usernamePattern.test(username);

/** Name, user name and role. Only the roles `me` may give can be chosen. */
export function StaffFieldsForm({ me, fields, tried, onChange }: { me: StaffMember; fields: StaffFields; tried: boolean; onChange(patch: Partial<StaffFields>): void }) {
  const { t } = useTranslation(['admin', 'staff']);
  const roles = staffRoles.filter((role) => mayManage(me.role, role));
  return (
    <>
      <TextField label={t('staff.name')} name="name" data-focus-first error={tried && fields.name.trim() === '' ? t('form.required') : null} autoComplete="off" maxLength={80} value={fields.name} onChange={(event) => onChange({ name: event.target.value })} />
      <div className={form.pair}>
        <TextField label={t('setup.username')} name="username" error={tried && !usernamePattern.test(fields.username) ? t('setup.usernameBad') : null} autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={32} value={fields.username} onChange={(event) => onChange({ username: event.target.value.trim().toLowerCase() })} />
        <Select label={t('staff.role')} name="role" value={fields.role} onChange={(value) => onChange({ role: roles.find((one) => one === value) ?? fields.role })} options={roles.map((value) => ({ value, label: t(`role.${value}`) }))} />
      </div>
      <p className={form.hint}>{t(`staff.about.${fields.role}`)}</p>
    </>
  );
}

/** "Dewi Nur'aini" -> "dewi"; a colleague may be given another one. */
export function suggestedUsername(name: string): string {
  const [first = ''] = name.normalize('NFD').toLowerCase().replace(/[^a-z0-9\s]/g, '').trim().split(/\s+/);
  return first.slice(0, 32);
}

/** Opens an account for a colleague, who chooses the password. */
export function InviteDialog({ me, onInvited, onClose }: { me: StaffMember; onInvited(issued: IssuedCode): void; onClose(): void }) {
  const { t } = useTranslation('staff');
  const inviteStaff = useDesk((state) => state.inviteStaff);
  const [fields, setFields] = useState<StaffFields>({ name: '', username: '', role: 'teacher' });
  const [ownName, setOwnName] = useState(false);

  function change(patch: Partial<StaffFields>): void {
    if (patch.username !== undefined) setOwnName(true);
    const username = patch.name !== undefined && !ownName ? { username: suggestedUsername(patch.name) } : {};
    setFields({ ...fields, ...patch, ...username });
  }

  async function invite(): Promise<Failure | null> {
    const answer = await inviteStaff({ ...fields, name: fields.name.trim() });
    if (answer.ok) onInvited(answer.value);
    return failureOf(answer);
  }

  return (
    <FormDialog title={t('invite.title')} submit={t('invite.submit')} ready={fieldsReady(fields)} onSubmit={invite} onClose={onClose}>
      {(tried) => (
        <>
          <p className={form.lead}>{t('invite.lead')}</p>
          <StaffFieldsForm me={me} fields={fields} tried={tried} onChange={change} />
        </>
      )}
    </FormDialog>
  );
}
