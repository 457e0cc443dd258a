import { BookOpen, FileUp, Plus, SearchX } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffMember } from '../../../shared/contract.ts';
import type { CourseRow } from '../../../shared/contractAttendance.ts';
import { Button } from '../../ui/Button.tsx';
import { DataTable, type DataColumn, type DataTableHandle } from '../../ui/DataTable.tsx';
import { useDesk } from '../desk.ts';
import { Blank } from '../parts/Blank.tsx';
import { Choice } from '../parts/Choice.tsx';
import { CourseDialog } from '../parts/CourseDialog.tsx';
import { CourseView } from '../parts/CourseView.tsx';
import { CoursesWeek } from '../parts/CoursesWeek.tsx';
import { ListFoot } from '../parts/ListFoot.tsx';
import { ListState } from '../parts/ListState.tsx';
import styles from '../parts/Page.module.css';
import { SearchField } from '../parts/SearchField.tsx';
import { Tag } from '../parts/Tag.tsx';
import { managesPeople } from '../sessionActions.ts';

const courseIdOf = (row: CourseRow): string => row.courseId;

/** One course, or all of them: as a list or as the week they make. */
export function CoursesPage({ me }: { me: StaffMember }) {
  const course = useDesk((state) => state.course);
  return course ? <CourseView key={course.courseId} course={course} me={me} /> : <Courses me={me} />;
}

function Courses({ me }: { me: StaffMember }) {
  const { t } = useTranslation('admin');
  const courses = useDesk((state) => state.courses);
  const { filterCourses, showCoursesAs, openCourse } = useDesk((state) => state);
  const [making, setMaking] = useState(false);
  const table = useRef<DataTableHandle>(null);
  const manages = managesPeople(me);
  return (
    <div className={styles.page}>
      <div className={styles.list}>
        <div className={styles.top}>
          <header className={styles.head}>
            <div className={styles.title}>
              <h1>{t('courses.title')}</h1>
              {courses.as === 'list' && courses.phase === 'ready' && <p className={styles.count}>{t('courses.count', { count: courses.total })}</p>}
            </div>
            {courses.as === 'list' && <SearchField label={t('courses.search')} value={courses.search} onChange={(search) => filterCourses({ search })} onLeave={() => table.current?.focus()} />}
          </header>
          <div className={styles.tools}>
            <Choice label={t('courses.as')} options={[{ value: 'list', label: t('courses.asList') }, { value: 'week', label: t('courses.asWeek') }]} value={courses.as} onChange={showCoursesAs} />
            {courses.as === 'list' && (
              <Choice
                label={t('courses.show')}
                options={[{ value: 'active', label: t('courses.active') }, { value: 'all', label: t('courses.withArchived') }]}
                value={courses.archived ? 'all' : 'active'}
                onChange={(shown) => filterCourses({ archived: shown === 'all' })}
              />
            )}
            {manages && <Button variant="primary" icon={Plus} className={styles.end} data-action="new-course" onClick={() => setMaking(true)}>{t('courses.new')}</Button>}
          </div>
        </div>
        {courses.as === 'week' ? <CoursesWeek /> : <List table={table} manages={manages} onNew={() => setMaking(true)} />}
      </div>
      {making && <CourseDialog course={null} onClose={() => setMaking(false)} onMade={(made) => openCourse(made.courseId)} />}
    </div>
  );
}

function List({ table, manages, onNew }: { table: React.RefObject<DataTableHandle | null>; manages: boolean; onNew(): void }) {
  const { t } = useTranslation('admin');
  const courses = useDesk((state) => state.courses);
  const { openCourse, moreCourses, loadCourses } = useDesk((state) => state);
  const columns = useMemo((): DataColumn<CourseRow>[] => [
    { id: 'code', header: t('courses.columns.code'), meta: { width: '9rem' }, cell: ({ row }) => <span className={styles.strong}>{row.original.code}</span> },
    { id: 'name', header: t('courses.columns.name'), cell: ({ row }) => <span className={styles.with}><span className={styles.name} title={row.original.name}>{row.original.name}</span>{row.original.archived && <Tag>{t('courses.archived')}</Tag>}</span> },
    { id: 'teacher', header: t('courses.columns.teacher'), meta: { width: '16rem', room: 'medium' }, cell: ({ row }) => (row.original.teacherName === null
      ? <span className={styles.soft}>{t('courses.noTeacher')}</span>
      : <span title={row.original.teacherName}>{row.original.teacherName}</span>) },
    { id: 'members', header: t('courses.columns.members'), meta: { width: '7rem', align: 'end' }, cell: ({ row }) => row.original.members },
  ], [t]);
  const again = () => void loadCourses();
  const more = () => void moreCourses();
  return (
    <ListState pages={courses} onAgain={again} empty={<Empty search={courses.search} manages={manages} onNew={onNew} />}>
      <DataTable<CourseRow>
        ref={table}
        label={t('courses.title')}
        columns={columns}
        rows={courses.rows}
        idOf={courseIdOf}
        total={courses.total}
        openId={null}
        onOpen={(row) => openCourse(row.courseId)}
        onNearEnd={more}
        foot={<ListFoot pages={courses} onMore={more} onAgain={again} />}
      />
    </ListState>
  );
}

function Empty({ search, manages, onNew }: { search: string; manages: boolean; onNew(): void }) {
  const { t } = useTranslation('admin');
  const { filterCourses, goTo } = useDesk((state) => state);
  if (search.trim()) {
    return (
      <Blank icon={SearchX} title={t('courses.noMatchTitle')}>
        <p>{t('courses.noMatch', { search: search.trim() })}</p>
        <Button onClick={() => filterCourses({ search: '' })}>{t('list.clearSearch')}</Button>
      </Blank>
    );
  }
  return (
    <Blank icon={BookOpen} title={t('courses.emptyTitle')}>
      <p>{t(manages ? 'courses.empty' : 'courses.emptyTeacher')}</p>
      {manages && (
        <div className={styles.tools}>
          <Button icon={FileUp} onClick={() => goTo('imports')}>{t('courses.import')}</Button>
          <Button variant="primary" icon={Plus} onClick={onNew}>{t('courses.new')}</Button>
        </div>
      )}
    </Blank>
  );
}
