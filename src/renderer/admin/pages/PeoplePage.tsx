import { FileUp, SearchX, UserRoundPlus } from 'lucide-react';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonRow, StaffMember } from '../../../shared/contract.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { DataTable, type DataColumn, type DataTableHandle } from '../../ui/DataTable.tsx';
import { Money } from '../../ui/Money.tsx';
import { useDesk } from '../desk.ts';
import { mayEnter } from '../nav.ts';
import { Blank } from '../parts/Blank.tsx';
import { DueButton } from '../parts/DueDialog.tsx';
import { EmptySteps } from '../parts/EmptySteps.tsx';
import { EraseFaceDialog } from '../parts/EraseFaceDialog.tsx';
import { ExportButton } from '../parts/ExportButton.tsx';
import { ListFoot } from '../parts/ListFoot.tsx';
import { ListState } from '../parts/ListState.tsx';
import styles from '../parts/Page.module.css';
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
  const { searchPeople, showInactive, selectPerson, morePeople, loadPeople, chooseImportKind, goTo } = useDesk((state) => state);
  const table = useRef<DataTableHandle>(null);
  const money = handlesMoney(me);
  const columns = useMemo((): DataColumn<PersonRow>[] => [
    { id: 'name', header: t('people.columns.name'), cell: ({ row }) => <span className={styles.name} title={row.original.name}>{row.original.name}</span> },
    { id: 'identifier', header: t('people.columns.identifier'), meta: { width: '9.5rem', room: 'narrow' }, cell: ({ row }) => <span className={styles.soft}>{row.original.identifier}</span> },
    { id: 'ways', header: t('people.columns.ways'), meta: { width: '15rem', room: 'medium' }, cell: ({ row }) => <Ways person={row.original} /> },
    ...(money ? [{ id: 'balance', header: t('people.columns.balance'), meta: { width: '9rem', align: 'end' as const }, cell: ({ row }) => <Money className={styles.strong} amount={row.original.balance} /> } satisfies DataColumn<PersonRow>] : []),
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
            {managesPeople(me) && <span className={styles.end}><ExportButton list="people" filters={() => ({ search: people.search, inactive: people.inactive })} disabled={people.rows.length === 0} /></span>}
          </div>
        </div>
        <ListState pages={people} onAgain={again} empty={<Empty search={people.search} onClear={() => searchPeople('')} />}>
          <DataTable<PersonRow>
            ref={table}
            label={t('people.title')}
            columns={columns}
            rows={people.rows}
            idOf={personIdOf}
            total={people.total}
            openId={people.selected?.personId ?? null}
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

function Empty({ search, onClear }: { search: string; onClear(): void }) {
  const { t } = useTranslation('admin');
  if (search.trim()) {
    return (
      <Blank icon={SearchX} title={t('people.noMatchTitle')}>
        <p>{t('people.noMatch', { search: search.trim() })}</p>
        <Button onClick={onClear}>{t('list.clearSearch')}</Button>
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
