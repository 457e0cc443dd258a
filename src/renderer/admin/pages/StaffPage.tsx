import { UserPlus } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffMember } from '../../../shared/contract.ts';
import type { IssuedCode, StaffAccount } from '../../../shared/contractStaff.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { DataTable, type DataColumn, type DataTableHandle } from '../../ui/DataTable.tsx';
import { useDesk } from '../desk.ts';
import { CodeSlip } from '../parts/CodeSlip.tsx';
import { ExportButton } from '../parts/ExportButton.tsx';
import { InviteDialog } from '../parts/InviteDialog.tsx';
import { LoadState } from '../parts/LoadState.tsx';
import page from '../parts/Page.module.css';
import { StaffPanel } from '../parts/StaffPanel.tsx';
import { StateTag } from '../parts/StateTag.tsx';
import { Tag } from '../parts/Tag.tsx';
import { When } from '../parts/When.tsx';

/** Who has an account here, whether they came yet, and what may be done with each. */
export function StaffPage({ me }: { me: StaffMember }) {
  const { t } = useTranslation(['staff', 'admin']);
  const accounts = useDesk((state) => state.accounts);
  const loadAccounts = useDesk((state) => state.loadAccounts);
  const [openId, setOpenId] = useState<string | null>(null);
  const table = useRef<DataTableHandle>(null);
  const columns = useColumns(me);
  const close = useCallback(() => {
    setOpenId(null);
    table.current?.focus();
  }, []);
  const open = accounts.value?.rows.find(({ staffId }) => staffId === openId);
  return (
    <div className={classNames(page.page, open && page.withPanel)}>
      <div className={page.list}>
        <div className={page.top}>
          <header className={page.head}>
            <div className={page.title}>
              <h1>{t('staff.title', { ns: 'admin' })}</h1>
              {accounts.value && <p className={page.count}>{t('staff.count', { ns: 'admin', count: accounts.value.rows.filter(({ state }) => state !== 'deactivated').length })}</p>}
            </div>
            <div className={page.tools}>
              <Invite me={me} />
              <ExportButton list="staff" filters={() => ({})} disabled={!accounts.value} />
            </div>
          </header>
        </div>
        <LoadState loaded={accounts} onAgain={() => void loadAccounts()}>
          {({ rows }) => (
            <DataTable<StaffAccount>
              ref={table} label={t('staff.title', { ns: 'admin' })} columns={columns} rows={rows} idOf={({ staffId }) => staffId} total={rows.length} openId={open?.staffId ?? null}
              onOpen={({ staffId }) => setOpenId(staffId)} onNearEnd={() => {}}
            />
          )}
        </LoadState>
      </div>
      {open && <StaffPanel account={open} sessions={accounts.value?.sessions.filter(({ staffId }) => staffId === open.staffId) ?? []} me={me} onClose={close} />}
    </div>
  );
}

function useColumns(me: StaffMember): DataColumn<StaffAccount>[] {
  const { t } = useTranslation(['staff', 'admin']);
  return useMemo((): DataColumn<StaffAccount>[] => [
    { id: 'name', header: t('staff.columns.name', { ns: 'admin' }), cell: ({ row: { original } }) => <span className={page.with}><span className={page.name} title={original.name}>{original.name}</span>{original.staffId === me.staffId && <Tag>{t('staff.you', { ns: 'admin' })}</Tag>}</span> },
    { id: 'username', header: t('staff.columns.username', { ns: 'admin' }), meta: { width: '11rem', room: 'medium' }, cell: ({ row: { original } }) => <span className={page.soft}>{original.username}</span> },
    { id: 'role', header: t('staff.columns.role', { ns: 'admin' }), meta: { width: '7.5rem' }, cell: ({ row: { original } }) => t(`role.${original.role}`, { ns: 'admin' }) },
    { id: 'state', header: t('list.state'), meta: { width: '9.5rem' }, cell: ({ row: { original } }) => <StateTag state={original.state} /> },
    { id: 'lastLogin', header: t('list.lastLogin'), meta: { width: '11rem', room: 'wide' }, cell: ({ row: { original } }) => <span className={page.soft}>{original.lastLoginAtMs === null ? t('never') : <When atMs={original.lastLoginAtMs} />}</span> },
  ], [t, me.staffId]);
}

function Invite({ me }: { me: StaffMember }) {
  const { t } = useTranslation('staff');
  const [open, setOpen] = useState(false);
  const [issued, setIssued] = useState<IssuedCode | null>(null);
  return (
    <>
      <Button variant="primary" icon={UserPlus} data-action="new-staff" onClick={() => setOpen(true)}>{t('invite.open')}</Button>
      {open && <InviteDialog me={me} onInvited={setIssued} onClose={() => setOpen(false)} />}
      {issued && <CodeSlip issued={issued} onClose={() => setIssued(null)} />}
    </>
  );
}
