import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffMember } from '../../../shared/contract.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useDesk } from '../desk.ts';
import { ExportButton } from '../parts/ExportButton.tsx';
import { LoadState } from '../parts/LoadState.tsx';
import { Notice } from '../parts/Notice.tsx';
import page from '../parts/Page.module.css';
import { StaffDialog } from '../parts/StaffDialog.tsx';
import { Tag } from '../parts/Tag.tsx';
import type { StaffRow } from '../staffActions.ts';
import { shortDate } from '../when.ts';

/** Who has an account here. Only an owner opens one. */
export function StaffPage({ me }: { me: StaffMember }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const staff = useDesk((state) => state.staff);
  const loadStaff = useDesk((state) => state.loadStaff);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const owns = me.role === 'owner';
  return (
    <div className={classNames(page.list, page.whole)}>
      <div className={page.top}>
        <header className={page.head}>
          <div className={page.title}>
            <h1>{t('staff.title')}</h1>
            {staff.value && <p className={page.count}>{t('staff.count', { count: staff.value.length })}</p>}
          </div>
          <div className={page.tools}>
            <ExportButton list="staff" filters={() => ({})} disabled={staff.value === null} />
            {owns ? <Button variant="primary" icon={UserPlus} data-action="new-staff" onClick={() => setMaking(true)}>{t('staff.new')}</Button> : <p className={page.soft}>{t('staff.ownerOnly')}</p>}
          </div>
        </header>
        {made !== null && <Notice tone="info"><p>{t('staff.created', { username: made })}</p></Notice>}
      </div>
      <LoadState loaded={staff} onAgain={() => void loadStaff()}>
        {(rows) => (
          <SimpleTable<StaffRow>
            label={t('staff.title')}
            className={page.short}
            rows={rows}
            idOf={(row) => row.staffId}
            columns={[
              { id: 'name', header: t('staff.columns.name'), cell: (row) => <span className={page.with}><span className={page.name}>{row.name}</span>{row.staffId === me.staffId && <Tag>{t('staff.you')}</Tag>}</span> },
              { id: 'username', header: t('staff.columns.username'), width: '14rem', cell: (row) => row.username },
              { id: 'role', header: t('staff.columns.role'), width: '9rem', cell: (row) => t(`role.${row.role}`) },
              { id: 'since', header: t('staff.columns.since'), width: '9rem', cell: (row) => <span className={page.soft}>{shortDate(row.createdAtMs, language, zone)}</span> },
            ]}
          />
        )}
      </LoadState>
      {making && <StaffDialog onClose={() => setMaking(false)} onMade={setMade} />}
    </div>
  );
}
