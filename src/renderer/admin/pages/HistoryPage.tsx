import { ClipboardList, SearchX, X } from 'lucide-react';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { markStatuses } from '../../../shared/attendance.ts';
import type { MarkRow } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { DataTable, type DataColumn, type DataTableHandle } from '../../ui/DataTable.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { attendancePeriods, daysOf } from '../attendancePeriods.ts';
import { useDesk } from '../desk.ts';
import { dayAt } from '../zoneDays.ts';
import { askedHistory, everyMark } from '../historyActions.ts';
import { Blank } from '../parts/Blank.tsx';
import { CourseSelect } from '../parts/CourseSelect.tsx';
import { ExportButton } from '../parts/ExportButton.tsx';
import filters from '../parts/Filters.module.css';
import { ListFoot } from '../parts/ListFoot.tsx';
import { ListState } from '../parts/ListState.tsx';
import { MarkPanel } from '../parts/MarkPanel.tsx';
import styles from '../parts/Page.module.css';
import { PeriodTools } from '../parts/PeriodTools.tsx';
import { SavedViews } from '../parts/SavedViews.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { StatusTag } from '../parts/StatusTag.tsx';
import { Tag } from '../parts/Tag.tsx';
import { When } from '../parts/When.tsx';
import { clockTime, dayText } from '../when.ts';

const markIdOf = (row: MarkRow): string => row.markId;

/** Every mark there is, with the story of the one that is open. */
export function HistoryPage() {
  const { t } = useTranslation('admin');
  const history = useDesk((state) => state.history);
  const { filterHistory, loadHistory, moreHistory, selectMark } = useDesk((state) => state);
  const table = useRef<DataTableHandle>(null);
  const columns = useColumns(history.filter.voided);
  const selected = history.rows.find((row) => row.markId === history.selectedId);
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const asked = () => askedHistory(history.filter, dayAt(Date.now(), zone));
  const again = () => void loadHistory();
  const more = () => void moreHistory();
  const close = useCallback(() => {
    selectMark(null);
    table.current?.focus();
  }, [selectMark]);
  return (
    <div className={classNames(styles.page, selected && styles.withPanel)}>
      <div className={styles.list}>
        <div className={styles.top}>
          <header className={styles.head}>
            <div className={styles.title}>
              <h1>{t('history.title')}</h1>
              {history.phase === 'ready' && <p className={styles.count} aria-live="polite">{t('history.count', { count: history.total })}</p>}
            </div>
            <SearchField label={t('history.search')} value={history.filter.search} onChange={(search) => filterHistory({ search })} onLeave={() => table.current?.focus()} />
            <ExportButton list="marks" filters={asked} disabled={history.rows.length === 0} />
          </header>
          <Tools />
        </div>
        <ListState pages={history} onAgain={again} empty={<Empty />}>
          <DataTable<MarkRow>
            ref={table}
            label={t('history.title')}
            columns={columns}
            rows={history.rows}
            idOf={markIdOf}
            total={history.total}
            openId={history.selectedId}
            order={{ now: history.filter.sort, plain: 'newest', choose: (sort) => filterHistory({ sort: sort === 'oldest' ? 'oldest' : 'newest' }) }}
            onOpen={(row) => selectMark(row.markId)}
            onNearEnd={more}
            foot={<ListFoot pages={history} onMore={more} onAgain={again} />}
          />
        </ListState>
      </div>
      {selected && <MarkPanel key={selected.markId} mark={selected} onClose={close} />}
    </div>
  );
}

function Tools() {
  const { t } = useTranslation('admin');
  const filter = useDesk((state) => state.history.filter);
  const filterHistory = useDesk((state) => state.filterHistory);
  const wrong = filter.period === 'custom' && daysOf(filter, '') === null ? t('period.reversed') : null;
  return (
    <div className={styles.tools}>
      {filter.person && (
        <span className={filters.only}>
          <span>{t('history.onlyPerson', { name: filter.person.name })}</span>
          <button type="button" data-action="everybody" aria-label={t('history.everybody')} title={t('history.everybody')} onClick={() => filterHistory({ person: null })}><Icon icon={X} /></button>
        </span>
      )}
      <PeriodTools periods={attendancePeriods} choice={filter} wrong={wrong} onChange={filterHistory} />
      <CourseSelect value={filter.courseId} onChange={(courseId) => filterHistory({ courseId })} />
      <select className={classNames(filters.select, filters.narrow)} name="status" aria-label={t('history.status')} value={filter.status ?? ''} onChange={(event) => filterHistory({ status: markStatuses.find((status) => status === event.target.value) ?? null })}>
        <option value="">{t('history.everyStatus')}</option>
        {markStatuses.map((status) => <option key={status} value={status}>{t(`status.${status}`)}</option>)}
      </select>
      <label className={filters.check}><input type="checkbox" name="voided" checked={filter.voided} onChange={(event) => filterHistory({ voided: event.target.checked })} />{t('history.voided')}</label>
      <SavedViews list="history" />
    </div>
  );
}

function useColumns(withVoided: boolean): DataColumn<MarkRow>[] {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  return useMemo(() => [
    { id: 'time', header: t('history.columns.time'), meta: { width: '9.5rem', order: { up: 'oldest', down: 'newest', first: 'down' } }, cell: ({ row }) => <When atMs={row.original.atMs} /> },
    { id: 'person', header: t('history.columns.person'), cell: ({ row }) => <span className={classNames(styles.name, row.original.voided && filters.voided)} title={`${row.original.personName} · ${row.original.identifier}`}>{row.original.personName}</span> },
    { id: 'course', header: t('history.columns.course'), meta: { width: '7rem' }, cell: ({ row }) => <span title={row.original.courseName}>{row.original.courseCode}</span> },
    { id: 'session', header: t('history.columns.session'), meta: { width: '9rem', room: 'medium' }, cell: ({ row }) => <span className={styles.soft}>{dayText(row.original.date, language, { day: 'numeric', month: 'short' })} · {clockTime(row.original.startsAtMs, zone)}</span> },
    { id: 'status', header: t('history.columns.status'), meta: { width: withVoided ? '13.5rem' : '8.5rem' }, cell: ({ row }) => <span className={styles.with}><StatusTag status={row.original.status} />{row.original.voided && <Tag>{t('history.voidedTag')}</Tag>}</span> },
    { id: 'method', header: t('history.columns.method'), meta: { width: '11rem', room: 'wide' }, cell: ({ row }) => <span className={styles.soft}>{row.original.staffName ?? t(`mark.methods.${row.original.method}`)}</span> },
  ], [t, language, zone, withVoided]);
}

function Empty() {
  const { t } = useTranslation('admin');
  const filter = useDesk((state) => state.history.filter);
  const filterHistory = useDesk((state) => state.filterHistory);
  const filtered = filter.search.trim() !== '' || filter.courseId !== null || filter.person !== null || filter.status !== null || filter.period !== 'all';
  if (!filtered) return <Blank icon={ClipboardList} title={t('history.emptyTitle')}><p>{t('history.empty')}</p></Blank>;
  return (
    <Blank icon={SearchX} title={t('history.noMatchTitle')}>
      <p>{t('history.noMatch')}</p>
      <Button onClick={() => filterHistory(everyMark)}>{t('history.clear')}</Button>
    </Blank>
  );
}
