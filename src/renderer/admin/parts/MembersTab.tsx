import { CircleMinus, FileUp, ScanFace, SearchX, UserPlus, UserMinus, Users } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Member } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { DataTable, type DataColumn, type DataTableHandle } from '../../ui/DataTable.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { MembersView } from '../courseActions.ts';
import { useDesk } from '../desk.ts';
import type { FoundPerson } from '../placesActions.ts';
import { dayText } from '../when.ts';
import { dayAt, isDay } from '../zoneDays.ts';
import { Blank } from './Blank.tsx';
import { CardsButton } from './CardDialog.tsx';
import styles from './CourseView.module.css';
import { ExportButton } from './ExportButton.tsx';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';
import { ListFoot } from './ListFoot.tsx';
import { ListState } from './ListState.tsx';
import { Notice } from './Notice.tsx';
import page from './Page.module.css';
import { Panel } from './Panel.tsx';
import panel from './Panel.module.css';
import { PeoplePicker } from './PeoplePicker.tsx';
import { Fact } from './PersonPanel.tsx';
import { SearchField } from './SearchField.tsx';

const personIdOf = (row: Member): string => row.personId;

/** Who takes the course. */
export function MembersTab({ course, members, manages }: { course: { courseId: string; name: string }; members: MembersView; manages: boolean }) {
  const { courseId } = course;
  const { t } = useTranslation('admin');
  const { searchMembers, moreMembers, loadCourse } = useDesk((state) => state);
  const [adding, setAdding] = useState(false);
  const [added, setAdded] = useState<number | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const table = useRef<DataTableHandle>(null);
  const columns = useColumns();
  const again = () => void loadCourse();
  const more = () => void moreMembers();
  const open = members.rows.find((row) => row.personId === openId);
  const close = () => {
    setOpenId(null);
    table.current?.focus();
  };
  const add = manages && <Button variant="primary" icon={UserPlus} data-action="add-members" onClick={() => setAdding(true)}>{t('members.add')}</Button>;
  return (
    <div className={styles.tab}>
      <div className={styles.bar}>
        <SearchField label={t('members.search')} value={members.search} onChange={searchMembers} onLeave={() => table.current?.focus()} />
        {members.phase === 'ready' && <span className={page.count}>{t('members.count', { count: members.total })}</span>}
        <span className={styles.ends}>{manages && members.total > 0 && <CardsButton course={course} />}<ExportButton list="members" filters={() => ({ courseId, search: members.search })} disabled={members.rows.length === 0} /></span>
        {members.rows.length > 0 && add}
        {added !== null && <Notice tone="info"><p>{added === 0 ? t('members.addedNone') : t('members.added', { count: added })}</p></Notice>}
      </div>
      <ListState pages={members} onAgain={again} empty={<Empty search={members.search} manages={manages} add={add} />}>
        <div className={classNames(styles.split, open && styles.open)}>
          <DataTable<Member>
            ref={table}
            label={t('course.tab.members')}
            columns={columns}
            rows={members.rows}
            idOf={personIdOf}
            total={members.total}
            openId={openId}
            onOpen={(row) => setOpenId(row.personId)}
            onNearEnd={more}
            foot={<ListFoot pages={members} onMore={more} onAgain={again} />}
          />
          {open && <MemberPanel courseId={courseId} member={open} manages={manages} onClose={close} />}
        </div>
      </ListState>
      {adding && <AddMembers courseId={courseId} onClose={() => setAdding(false)} onAdded={setAdded} />}
    </div>
  );
}

function useColumns(): DataColumn<Member>[] {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  return useMemo(() => [
    { id: 'name', header: t('members.columns.name'), cell: ({ row }) => <span className={page.name} title={row.original.name}>{row.original.name}</span> },
    { id: 'identifier', header: t('members.columns.identifier'), meta: { width: '9.5rem' }, cell: ({ row }) => <span className={page.soft}>{row.original.identifier}</span> },
    { id: 'face', header: t('members.columns.face'), meta: { width: '9rem', room: 'medium' }, cell: ({ row }) => <span className={page.with}><Icon icon={row.original.hasFace ? ScanFace : CircleMinus} size="1.1em" />{row.original.hasFace ? t('people.face') : t('people.noFace')}</span> },
    { id: 'from', header: t('members.columns.from'), meta: { width: '8rem', room: 'wide' }, cell: ({ row }) => dayText(row.original.fromDate, language) },
    { id: 'until', header: t('members.columns.until'), meta: { width: '8rem', room: 'wide' }, cell: ({ row }) => (row.original.untilDate === null ? <span className={page.soft}>{t('form.none')}</span> : dayText(row.original.untilDate, language)) },
  ], [t, language]);
}

function MemberPanel({ courseId, member, manages, onClose }: { courseId: string; member: Member; manages: boolean; onClose(): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const removeMember = useDesk((state) => state.removeMember);
  const [asking, setAsking] = useState(false);
  return (
    <Panel label={t('person.panel', { name: member.name })} closeLabel={t('person.close')} onClose={onClose}>
      <div className={panel.who}><div><h2>{member.name}</h2><p className={panel.sub}>{member.identifier}</p></div></div>
      <dl className={panel.facts}>
        <Fact name={t('members.columns.face')} icon={member.hasFace ? ScanFace : CircleMinus}>{member.hasFace ? t('person.faceYes') : t('person.faceNo')}</Fact>
        <Fact name={t('members.columns.from')}>{dayText(member.fromDate, language)}</Fact>
        <Fact name={t('members.columns.until')}>{member.untilDate === null ? t('form.none') : dayText(member.untilDate, language)}</Fact>
      </dl>
      {manages && <Button icon={UserMinus} wide data-action="remove-member" onClick={() => setAsking(true)}>{t('members.remove')}</Button>}
      {asking && (
        <FormDialog
          title={t('members.removeTitle')}
          submit={t('members.remove')}
          danger
          onSubmit={async () => {
            const failure = await removeMember(courseId, member.personId);
            if (!failure) onClose();
            return failure;
          }}
          onClose={() => setAsking(false)}
        >
          <p className={form.subject}><strong>{member.name}</strong><span>{member.identifier}</span></p>
          <p className={form.lead}>{t('members.removeWhat')}</p>
        </FormDialog>
      )}
    </Panel>
  );
}

function AddMembers({ courseId, onClose, onAdded }: { courseId: string; onClose(): void; onAdded(count: number): void }) {
  const { t } = useTranslation('admin');
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const addMembers = useDesk((state) => state.addMembers);
  const [chosen, setChosen] = useState<readonly FoundPerson[]>([]);
  const [fromDate, setFromDate] = useState(() => dayAt(Date.now(), zone));
  const [untilDate, setUntilDate] = useState('');
  const people = chosen.length > 0 ? null : t('members.none');
  const from = isDay(fromDate) ? null : t('form.required');
  const until = untilDate !== '' && untilDate < fromDate ? t('form.datesReversed') : null;

  async function save() {
    const answer = await addMembers({ courseId, personIds: chosen.map(({ personId }) => personId), fromDate, untilDate: untilDate || null });
    if ('failure' in answer) return answer.failure;
    onAdded(answer.added);
    return null;
  }

  return (
    <FormDialog title={t('members.addTitle')} submit={chosen.length > 0 ? t('members.addSubmit', { count: chosen.length }) : t('members.add')} ready={!people && !from && !until} onSubmit={save} onClose={onClose}>
      {(tried) => (
        <>
          <PeoplePicker label={t('picker.person')} chosen={chosen} onChange={setChosen} error={tried ? people : null} />
          <div className={form.pair}>
            <TextField type="date" label={t('members.from')} name="fromDate" error={tried ? from : null} value={fromDate} onChange={(event) => setFromDate(event.target.value)} />
            <TextField type="date" label={t('members.until')} name="untilDate" hint={t('members.untilHint')} error={tried ? until : null} value={untilDate} onChange={(event) => setUntilDate(event.target.value)} />
          </div>
        </>
      )}
    </FormDialog>
  );
}

function Empty({ search, manages, add }: { search: string; manages: boolean; add: React.ReactNode }) {
  const { t } = useTranslation('admin');
  const { searchMembers, goTo } = useDesk((state) => state);
  if (search.trim()) {
    return (
      <Blank icon={SearchX} title={t('people.noMatchTitle')}>
        <p>{t('members.noMatch', { search: search.trim() })}</p>
        <Button onClick={() => searchMembers('')}>{t('list.clearSearch')}</Button>
      </Blank>
    );
  }
  return (
    <Blank icon={Users} title={t('members.emptyTitle')}>
      <p>{t(manages ? 'members.empty' : 'members.emptyTeacher')}</p>
      {manages && <div className={page.tools}><Button icon={FileUp} onClick={() => goTo('imports')}>{t('courses.import')}</Button>{add}</div>}
    </Blank>
  );
}
