import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { staffRoles, type StaffMember } from '../../../shared/contract.ts';
import type { StaffAccount } from '../../../shared/contractStaff.ts';
import { Button } from '../../ui/Button.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { failureOf } from '../loads.ts';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';
import { fieldsReady, StaffFieldsForm, type StaffFields } from './InviteDialog.tsx';
import { Notice } from './Notice.tsx';
import { ExactTime } from './When.tsx';

interface Theirs extends StaffFields { by: string; atMs: number; revision: number }

/** An edit goes out with the revision it was made on; where somebody was quicker both are shown, and one is chosen. */
export function StaffEditDialog({ account, me, onClose }: { account: StaffAccount; me: StaffMember; onClose(): void }) {
  const { t } = useTranslation(['staff', 'admin']);
  const saveStaff = useDesk((state) => state.saveStaff);
  const [fields, setFields] = useState<StaffFields>({ name: account.name, username: account.username, role: account.role });
  const [revision, setRevision] = useState(account.revision);
  const [theirs, setTheirs] = useState<Theirs | null>(null);

  async function save(): Promise<Failure | null> {
    const answer = await saveStaff({ staffId: account.staffId, revision: theirs?.revision ?? revision, ...fields, name: fields.name.trim() });
    if (!answer.ok && answer.code === 'EDIT_CONFLICT') {
      const { data } = answer;
      const text = (key: string): string => String(data[key] ?? '');
      const role = staffRoles.find((one) => one === data['role']) ?? account.role;
      setTheirs({ name: text('name'), username: text('username'), role, by: text('by'), atMs: Number(data['atMs']), revision: Number(data['revision']) });
    }
    return failureOf(answer);
  }

  function takeTheirs({ name, username, role, revision: current }: Theirs): void {
    setFields({ name, username, role });
    setRevision(current);
    setTheirs(null);
  }

  return (
    <FormDialog
      title={t('edit.title')} submit={t(theirs ? 'edit.keepMine' : 'edit.save')} ready={fieldsReady(fields)} onSubmit={save} onClose={onClose}
      aside={theirs && <Button data-action="keep-theirs" onClick={() => takeTheirs(theirs)}>{t('edit.keepTheirs')}</Button>}
    >
      {(tried) => (
        <>
          {theirs && (
            <Notice tone="wait">
              <p>{t('edit.conflict', { by: theirs.by })} {theirs.atMs > 0 && <ExactTime atMs={theirs.atMs} />}</p>
              <p data-theirs>{theirs.name} · {theirs.username} · {t(`role.${theirs.role}`, { ns: 'admin' })}</p>
            </Notice>
          )}
          <StaffFieldsForm me={me} fields={fields} tried={tried} onChange={(patch) => setFields({ ...fields, ...patch })} />
          {fields.role !== account.role && <p className={form.hint}>{t('edit.roleEnds')}</p>}
        </>
      )}
    </FormDialog>
  );
}
