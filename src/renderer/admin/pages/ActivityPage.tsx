import { ScrollText, SearchX } from 'lucide-react';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { activityGroups, activityStatuses, groupOf } from '../../../shared/activity.ts';
import { activityGroupWords, activityStatusWords } from '../../../shared/activityWords.ts';
import type { ActivityRow } from '../../../shared/contractActivity.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { DataTable, type DataColumn, type DataTableHandle } from '../../ui/DataTable.tsx';
import { askedActivity, everyActivity } from '../activityActions.ts';
import { attendancePeriods, daysOf } from '../attendancePeriods.ts';
import { useDesk } from '../desk.ts';
import { actionsByName, actionText, useFactWords } from '../parts/activityFacts.ts';
import { ActivityPanel } from '../parts/ActivityPanel.tsx';
import { Actor, Subject } from '../parts/activityPeople.tsx';
import { Blank } from '../parts/Blank.tsx';
import { ExportButton } from '../parts/ExportButton.tsx';
import filters from '../parts/Filters.module.css';
import { ListFoot } from '../parts/ListFoot.tsx';
import { ListState } from '../parts/ListState.tsx';
import styles from '../parts/Page.module.css';
import { PeriodTools } from '../parts/PeriodTools.tsx';
import { SavedViews } from '../parts/SavedViews.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { Tag } from '../parts/Tag.tsx';
import { When } from '../parts/When.tsx';

const seqOf = (row: ActivityRow): string => String(row.seq);

/** Everything that was done at this site, with the details of the entry that is open. */
export function ActivityPage() {
  const { t } = useTranslation('activity');
  const language = useLanguage();
  const activity = useDesk((state) => state.activity);
  const { filterActivity, loadActivity, moreActivity, selectActivity } = useDesk((state) => state);
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const table = useRef<DataTableHandle>(null);
  const columns = useColumns();
  const selected = activity.rows.find((row) => row.seq === activity.selectedSeq);
  const again = () => void loadActivity();
  const more = () => void moreActivity();
  const close = useCallback(() => {
    selectActivity(null);
    table.current?.focus();
  }, [selectActivity]);
  const counted = { count: activity.total, total: new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB').format(activity.total) };
  return (
    <div className={classNames(styles.page, selected && styles.withPanel)}>
      <div className={styles.list} data-list="activity" data-phase={activity.phase}>
        <div className={styles.top}>
          <header className={styles.head}>
            <div className={styles.title}>
              <h1>{t('title')}</h1>
              {activity.phase !== 'refused' && activity.rows.length > 0 && <p className={styles.count} aria-live="polite">{activity.more ? t('countMore', counted) : t('count', counted)}</p>}
            </div>
            <SearchField label={t('search')} value={activity.filter.search} onChange={(search) => filterActivity({ search })} onLeave={() => table.current?.focus()} />
            <ExportButton list="activity" filters={() => askedActivity(activity.filter, Date.now(), zone)} disabled={activity.rows.length === 0} />
          </header>
          <Tools />
        </div>
        <ListState pages={activity} onAgain={again} empty={<Empty />}>
          <DataTable<ActivityRow>
            ref={table}
            label={t('title')}
            columns={columns}
            rows={activity.rows}
            idOf={seqOf}
            total={activity.total}
            openId={activity.selectedSeq === null ? null : String(activity.selectedSeq)}
            order={{ now: activity.filter.sort, plain: 'newest', choose: (sort) => filterActivity({ sort: sort === 'oldest' ? 'oldest' : 'newest' }) }}
            onOpen={(row) => selectActivity(row.seq)}
            onNearEnd={more}
            foot={<ListFoot pages={activity} beyond={activity.more} onMore={more} onAgain={again} />}
          />
        </ListState>
      </div>
      {selected && <ActivityPanel key={selected.seq} row={selected} onClose={close} />}
    </div>
  );
}

function Tools() {
  const { t } = useTranslation('activity');
  const { t: admin } = useTranslation('admin');
  const language = useLanguage();
  const filter = useDesk((state) => state.activity.filter);
  const actions = useDesk((state) => state.activity.actions);
  const filterActivity = useDesk((state) => state.filterActivity);
  const wrong = filter.period === 'custom' && daysOf(filter, '') === null ? admin('period.reversed') : null;
  // The one chosen stays in the list, though no entry of it may be there any more.
  const offered = actionsByName([...new Set([...actions, ...(filter.action === null ? [] : [filter.action])])].filter((action) => filter.group === null || groupOf(action) === filter.group), language);
  return (
    <div className={styles.tools}>
      <PeriodTools periods={attendancePeriods} choice={filter} wrong={wrong} onChange={filterActivity} />
      <SavedViews list="activity" />
      <div className={styles.tools}>
        <select className={classNames(filters.select, filters.narrow)} name="group" aria-label={t('group')} value={filter.group ?? ''} onChange={(event) => filterActivity({ group: activityGroups.find((group) => group === event.target.value) ?? null, action: null })}>
          <option value="">{t('everyGroup')}</option>
          {activityGroups.map((group) => <option key={group} value={group}>{activityGroupWords[group][language]}</option>)}
        </select>
        <select className={filters.select} name="action" aria-label={t('action')} value={filter.action ?? ''} onChange={(event) => filterActivity({ action: event.target.value || null })}>
          <option value="">{t('everyAction')}</option>
          {offered.map((action) => <option key={action} value={action}>{actionText(action, language)}</option>)}
        </select>
        <select className={classNames(filters.select, filters.narrow)} name="status" aria-label={t('status')} value={filter.status ?? ''} onChange={(event) => filterActivity({ status: activityStatuses.find((status) => status === event.target.value) ?? null })}>
          <option value="">{t('everyStatus')}</option>
          {activityStatuses.map((status) => <option key={status} value={status}>{activityStatusWords[status][language]}</option>)}
        </select>
      </div>
    </div>
  );
}

function useColumns(): DataColumn<ActivityRow>[] {
  const { t } = useTranslation('activity');
  const language = useLanguage();
  return useMemo(() => [
    { id: 'time', header: t('columns.time'), meta: { width: '10rem', order: { up: 'oldest', down: 'newest', first: 'down' } }, cell: ({ row }) => <When atMs={row.original.atMs} /> },
    { id: 'action', header: t('columns.action'), cell: ({ row }) => <span className={styles.name} title={actionText(row.original.action, language)}>{actionText(row.original.action, language)}</span> },
    { id: 'actor', header: t('columns.actor'), meta: { width: '9.5rem' }, cell: ({ row }) => <Actor row={row.original} /> },
    { id: 'subject', header: t('columns.subject'), meta: { width: '11.5rem', room: 'medium' }, cell: ({ row }) => <Subject row={row.original} /> },
    { id: 'short', header: t('columns.facts'), meta: { width: '11rem', room: 'wide' }, cell: ({ row }) => <Short row={row.original} /> },
    { id: 'status', header: t('columns.status'), meta: { width: '6.5rem' }, cell: ({ row }) => <Tag tone={row.original.status === 'refused' ? 'refused' : 'calm'}>{activityStatusWords[row.original.status][language]}</Tag> },
  ], [t, language]);
}

function Short({ row }: { row: ActivityRow }) {
  const text = useFactWords().short(row);
  return <span className={styles.soft} title={text}>{text}</span>;
}

function Empty() {
  const { t } = useTranslation('activity');
  const filter = useDesk((state) => state.activity.filter);
  const filterActivity = useDesk((state) => state.filterActivity);
  const filtered = filter.search.trim() !== '' || filter.group !== null || filter.action !== null || filter.status !== null || filter.period !== 'all';
  if (!filtered) return <Blank icon={ScrollText} title={t('emptyTitle')}><p>{t('empty')}</p></Blank>;
  return (
    <Blank icon={SearchX} title={t('noMatchTitle')}>
      <p>{t('noMatch')}</p>
      <Button onClick={() => filterActivity(everyActivity)}>{t('clear')}</Button>
    </Blank>
  );
}
