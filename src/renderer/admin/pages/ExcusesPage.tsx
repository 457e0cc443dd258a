import { ClipboardPen, MailCheck, Plus, SearchX, Thermometer, Undo2 } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../../shared/contract.ts';
import type { Excuse } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { DataTable, type DataColumn, type DataTableHandle } from '../../ui/DataTable.tsx';
import { useDesk } from '../desk.ts';
import { Blank } from '../parts/Blank.tsx';
import { Choice } from '../parts/Choice.tsx';
import { ExcuseDialog } from '../parts/ExcuseDialog.tsx';
import { ExportButton } from '../parts/ExportButton.tsx';
import { FormDialog } from '../parts/FormDialog.tsx';
import form from '../parts/FormDialog.module.css';
import { ListFoot } from '../parts/ListFoot.tsx';
import { ListState } from '../parts/ListState.tsx';
import { Notice } from '../parts/Notice.tsx';
import styles from '../parts/Page.module.css';
import { Panel } from '../parts/Panel.tsx';
import panel from '../parts/Panel.module.css';
import { Fact } from '../parts/PersonPanel.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { Tag } from '../parts/Tag.tsx';
import { ExactTime } from '../parts/When.tsx';
import { excusesFrom } from '../excuseActions.ts';
import { dayText } from '../when.ts';
import { dayAt } from '../zoneDays.ts';

export const excuseIcons = { excused: MailCheck, sick: Thermometer } as const;
const excuseIdOf = (row: Excuse): string => row.excuseId;
/** One day is written once. */
const span = ({ fromDate, untilDate }: Excuse, language: Language): string => (fromDate === untilDate ? dayText(fromDate, language) : `${dayText(fromDate, language)} – ${dayText(untilDate, language)}`);

export function ExcusesPage() {
  const { t } = useTranslation('admin');
  const excuses = useDesk((state) => state.excuses);
  const { filterExcuses, selectExcuse, moreExcuses, loadExcuses } = useDesk((state) => state);
  const [adding, setAdding] = useState(false);
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const table = useRef<DataTableHandle>(null);
  const columns = useColumns();
  const again = () => void loadExcuses();
  const more = () => void moreExcuses();
  const close = useCallback(() => {
    selectExcuse(null);
    table.current?.focus();
  }, [selectExcuse]);
  const add = <Button variant="primary" icon={Plus} data-action="add-excuse" onClick={() => setAdding(true)}>{t('excuses.add')}</Button>;
  return (
    <div className={classNames(styles.page, excuses.selected && styles.withPanel)}>
      <div className={styles.list}>
        <div className={styles.top}>
          <header className={styles.head}>
            <div className={styles.title}>
              <h1>{t('excuses.title')}</h1>
              {excuses.phase === 'ready' && <p className={styles.count}>{t('excuses.count', { count: excuses.total })}</p>}
            </div>
            <SearchField label={t('excuses.search')} value={excuses.search} onChange={(search) => filterExcuses({ search })} onLeave={() => table.current?.focus()} />
          </header>
          <div className={styles.tools}>
            <Choice label={t('excuses.show')} options={[{ value: 'coming', label: t('excuses.coming') }, { value: 'all', label: t('excuses.all') }]} value={excuses.past ? 'all' : 'coming'} onChange={(shown) => filterExcuses({ past: shown === 'all' })} />
            <span className={styles.end}><ExportButton list="excuses" filters={() => ({ search: excuses.search, fromDate: excusesFrom(excuses.past, dayAt(Date.now(), zone)) })} disabled={excuses.rows.length === 0} /></span>
            {excuses.rows.length > 0 && add}
          </div>
        </div>
        <ListState pages={excuses} onAgain={again} empty={<Empty search={excuses.search} add={add} onClear={() => filterExcuses({ search: '' })} />}>
          <DataTable<Excuse>
            ref={table}
            label={t('excuses.title')}
            columns={columns}
            rows={excuses.rows}
            idOf={excuseIdOf}
            total={excuses.total}
            openId={excuses.selected?.excuseId ?? null}
            onOpen={selectExcuse}
            onNearEnd={more}
            foot={<ListFoot pages={excuses} onMore={more} onAgain={again} />}
          />
        </ListState>
      </div>
      {excuses.selected && <ExcusePanel excuse={excuses.selected} onClose={close} />}
      {adding && <ExcuseDialog onClose={() => setAdding(false)} />}
    </div>
  );
}

function useColumns(): DataColumn<Excuse>[] {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  return useMemo(() => [
    { id: 'person', header: t('excuses.columns.person'), cell: ({ row }) => <span className={styles.name} title={row.original.personName}>{row.original.personName}</span> },
    { id: 'kind', header: t('excuses.columns.kind'), meta: { width: '9rem' }, cell: ({ row }) => (row.original.revoked ? <Tag>{t('excuses.revoked')}</Tag> : <Tag tone="wait" icon={excuseIcons[row.original.kind]}>{t(`excuses.${row.original.kind}`)}</Tag>) },
    { id: 'dates', header: t('excuses.columns.dates'), meta: { width: '14rem' }, cell: ({ row }) => span(row.original, language) },
    { id: 'course', header: t('excuses.columns.course'), meta: { width: '12rem', room: 'medium' }, cell: ({ row }) => row.original.courseName ?? <span className={styles.soft}>{t('excuses.everyCourse')}</span> },
    { id: 'note', header: t('excuses.columns.note'), meta: { room: 'wide' }, cell: ({ row }) => <span title={row.original.note}>{row.original.note}</span> },
  ], [t, language]);
}

function ExcusePanel({ excuse, onClose }: { excuse: Excuse; onClose(): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const revokeExcuse = useDesk((state) => state.revokeExcuse);
  const [asking, setAsking] = useState(false);
  return (
    <Panel label={t('excuses.panel', { name: excuse.personName })} closeLabel={t('excuses.close')} onClose={onClose}>
      <div className={panel.who}>
        <div>
          <h2>{excuse.personName}</h2>
          <p className={panel.sub}>{span(excuse, language)}</p>
        </div>
      </div>
      {excuse.revoked && <Notice tone="wait"><p>{t('excuses.revokedNote')}</p></Notice>}
      <p>{excuse.note}</p>
      <dl className={panel.facts}>
        <Fact name={t('excuses.columns.kind')} icon={excuseIcons[excuse.kind]}>{t(`excuses.${excuse.kind}`)}</Fact>
        <Fact name={t('excuses.columns.course')}>{excuse.courseName ?? t('excuses.everyCourse')}</Fact>
        <Fact name={t('excuses.columns.staff')}>{excuse.staffName}</Fact>
        <Fact name={t('excuses.recorded')}><ExactTime atMs={excuse.createdAtMs} /></Fact>
      </dl>
      {!excuse.revoked && <Button icon={Undo2} wide data-action="revoke-excuse" onClick={() => setAsking(true)}>{t('excuses.revoke')}</Button>}
      {asking && (
        <FormDialog title={t('excuses.revokeTitle')} submit={t('excuses.revoke')} danger onSubmit={() => revokeExcuse(excuse.excuseId)} onClose={() => setAsking(false)}>
          <p className={form.subject}><strong>{excuse.personName}</strong><span>{span(excuse, language)}</span></p>
          <p className={form.lead}>{t('excuses.revokeWhat')}</p>
        </FormDialog>
      )}
    </Panel>
  );
}

function Empty({ search, add, onClear }: { search: string; add: React.ReactNode; onClear(): void }) {
  const { t } = useTranslation('admin');
  if (search.trim()) {
    return (
      <Blank icon={SearchX} title={t('excuses.noMatchTitle')}>
        <p>{t('excuses.noMatch', { search: search.trim() })}</p>
        <Button onClick={onClear}>{t('list.clearSearch')}</Button>
      </Blank>
    );
  }
  return <Blank icon={ClipboardPen} title={t('excuses.emptyTitle')}><p>{t('excuses.empty')}</p>{add}</Blank>;
}
