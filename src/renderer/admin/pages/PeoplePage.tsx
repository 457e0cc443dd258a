import { FileUp, SearchX, UserRoundPlus } from 'lucide-react';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonRow, StaffMember } from '../../../shared/contract.ts';
import { peopleSorts } from '../../../shared/people.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { DataTable, type DataColumn, type DataTableHandle } from '../../ui/DataTable.tsx';
import { Money } from '../../ui/Money.tsx';
import { useDesk } from '../desk.ts';
import { mayEnter } from '../nav.ts';
import { askedPeople, everybody, type PeopleFilter } from '../peopleActions.ts';
import { Blank } from '../parts/Blank.tsx';
import { DueButton } from '../parts/DueDialog.tsx';
import { EmptySteps } from '../parts/EmptySteps.tsx';
import { EraseFaceDialog } from '../parts/EraseFaceDialog.tsx';
import { ExportButton } from '../parts/ExportButton.tsx';
import { ListFoot } from '../parts/ListFoot.tsx';
import { ListState } from '../parts/ListState.tsx';
import styles from '../parts/Page.module.css';
import { PeopleTools } from '../parts/PeopleTools.tsx';
import { PersonPanel } from '../parts/PersonPanel.tsx';
import { PhotosDialog } from '../parts/PhotosDialog.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { TopUpDialog } from '../parts/TopUpDialog.tsx';
import { Ways } from '../parts/Ways.tsx';
import { CreatePersonButton } from '../parts/PersonDialogs.tsx';
import { handlesMoney, managesPeople } from '../sessionActions.ts';

export function PeoplePage({ me }: { me: StaffMember }) {
  const { t } = useTranslation(['admin', 'people']);
  const people = useDesk((state) => state.people);
  const { searchPeople, filterPeople, showInactive, selectPerson, morePeople, loadPeople, chooseImportKind, goTo } = useDesk((state) => state);
  const table = useRef<DataTableHandle>(null);
  const money = handlesMoney(me);
  const columns = useMemo((): DataColumn<PersonRow>[] => [
    { id: 'name', header: t('people.columns.name'), meta: { order: { up: 'name', down: 'nameDown', first: 'up' } }, cell: ({ row }) => <span className={styles.name} title={row.original.name}>{row.original.name}</span> },
    { id: 'identifier', header: t('people.columns.identifier'), meta: { width: '9.5rem', room: 'narrow' }, cell: ({ row }) => <span className={styles.soft}>{row.original.identifier}</span> },
    { id: 'ways', header: t('people.columns.ways'), meta: { width: '15rem', room: 'medium' }, cell: ({ row }) => <Ways person={row.original} /> },
    ...(money ? [{ id: 'balance', header: t('people.columns.balance'), meta: { width: '9rem', align: 'end' as const, order: { up: 'balance', down: 'balanceDown', first: 'down' as const } }, cell: ({ row }) => <Money className={styles.strong} amount={row.original.balance} /> } satisfies DataColumn<PersonRow>] : []),
  ], [t, money]);

  const again = () => void loadPeople();
  const more = () => void morePeople();
  const close = useCallback(() => {
    selectPerson(null);
    table.current?.focus();
  }, [selectPerson]);
  return (
    <div className={classNames(styles.page, people.selected && styles.withPanel)}>
      <div className={styles.list}>
        <div className={styles.top}>
          <header className={styles.head}>
            <div className={styles.title}>
              <h1>{t('people.title')}</h1>
              {people.phase === 'ready' && <p className={styles.count}>{t('people.count', { count: people.total })}</p>}
            </div>
            {managesPeople(me) && (
              <div className={styles.tools}>
                {mayEnter(me, 'imports') && <Button icon={FileUp} data-action="import-people" onClick={() => { chooseImportKind('people'); goTo('imports'); }}>{t('import', { ns: 'people' })}</Button>}
                <CreatePersonButton />
              </div>
            )}
          </header>
          <div className={styles.tools}>
            <SearchField label={t('people.search')} value={people.search} onChange={searchPeople} onLeave={() => table.current?.focus()} />
            {managesPeople(me) && <Button variant="quiet" data-action="show-inactive" aria-pressed={people.inactive} onClick={() => showInactive(!people.inactive)}>{t(people.inactive ? 'showActive' : 'showInactive', { ns: 'people' })}</Button>}
            {managesPeople(me) && <DueButton me={me} />}
            {managesPeople(me) && <span className={styles.end}><ExportButton list="people" filters={() => askedPeople(people)} disabled={people.rows.length === 0} /></span>}
          </div>
          <PeopleTools filter={people} me={me} onChange={filterPeople} />
        </div>
        <ListState pages={people} onAgain={again} empty={<Empty filter={people} onClear={() => filterPeople({ ...everybody, inactive: people.inactive })} />}>
          <DataTable<PersonRow>
            ref={table}
            label={t('people.title')}
            columns={columns}
            rows={people.rows}
            idOf={personIdOf}
            total={people.total}
            openId={people.selected?.personId ?? null}
            order={{ now: people.sort, plain: 'newest', choose: (sort) => filterPeople({ sort: peopleSorts.find((one) => one === sort) ?? 'newest' }) }}
            onOpen={selectPerson}
            onNearEnd={more}
            foot={<ListFoot pages={people} onMore={more} onAgain={again} />}
          />
        </ListState>
      </div>
      {people.selected && <PersonPanel person={people.selected} me={me} onClose={close} />}
      <TopUpDialog />
      <EraseFaceDialog />
      <PhotosDialog />
    </div>
  );
}

const personIdOf = (row: PersonRow): string => row.personId;

function Empty({ filter, onClear }: { filter: PeopleFilter; onClear(): void }) {
  const { t } = useTranslation(['admin', 'activity']);
  const search = filter.search.trim();
  const filtered = filter.face !== null || filter.pin !== null || filter.courseId !== null;
  if (search !== '' || filtered) {
    return (
      <Blank icon={SearchX} title={t('people.noMatchTitle')}>
        <p>{filtered ? t('peopleFilter.noMatch', { ns: 'activity' }) : t('people.noMatch', { search })}</p>
        <Button onClick={onClear}>{filtered ? t('peopleFilter.clear', { ns: 'activity' }) : t('list.clearSearch')}</Button>
      </Blank>
    );
  }
  return (
    <Blank icon={UserRoundPlus} title={t('people.emptyTitle')}>
      <p>{t('people.empty')}</p>
      <EmptySteps />
    </Blank>
  );
}
