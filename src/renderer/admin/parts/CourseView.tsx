import { Archive, ArchiveRestore, ArrowLeft, Pencil } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffMember } from '../../../shared/contract.ts';
import type { CourseDetail } from '../../../shared/contractAttendance.ts';
import { Button } from '../../ui/Button.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { courseTabs, type CourseView as OpenCourse } from '../courseActions.ts';
import { useDesk } from '../desk.ts';
import { managesPeople } from '../sessionActions.ts';
import { CourseDialog } from './CourseDialog.tsx';
import styles from './CourseView.module.css';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';
import { LoadState } from './LoadState.tsx';
import { MembersTab } from './MembersTab.tsx';
import { Notice } from './Notice.tsx';
import { RulesTab } from './RulesTab.tsx';
import { SessionsTab } from './SessionsTab.tsx';
import { TimetableTab } from './TimetableTab.tsx';

/** One course: when it meets, who takes it, by which rules, and what became of it. Esc goes back to the list. */
export function CourseView({ course, me }: { course: OpenCourse; me: StaffMember }) {
  const { t } = useTranslation('admin');
  const { closeCourse, loadCourse, showCourseTab } = useDesk((state) => state);
  const manages = managesPeople(me);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A dialog, a panel or a search field on this page takes Esc first.
      const taken = event.defaultPrevented || document.querySelector('dialog[open], [data-panel]') !== null;
      if (event.key === 'Escape' && !taken) closeCourse();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [closeCourse]);

  return (
    <div className={styles.view}>
      <Button variant="quiet" icon={ArrowLeft} className={styles.back} data-action="back" onClick={closeCourse}>{t('course.back')}</Button>
      <LoadState loaded={course.detail} onAgain={() => void loadCourse()}>
        {(detail) => (
          <div className={styles.loaded}>
            <Head detail={detail} manages={manages} />
            <Tabs label={t('course.tabs')} tabs={courseTabs.map((value) => ({ value, label: t(`course.tab.${value}`) }))} value={course.tab} onChange={showCourseTab}>
              {course.tab === 'timetable' && <TimetableTab detail={detail} manages={manages} />}
              {course.tab === 'members' && <MembersTab course={detail} members={course.members} manages={manages} />}
              {course.tab === 'rules' && <RulesTab detail={detail} />}
              {course.tab === 'sessions' && <SessionsTab course={course} />}
            </Tabs>
          </div>
        )}
      </LoadState>
    </div>
  );
}

function Head({ detail, manages }: { detail: CourseDetail; manages: boolean }) {
  const { t } = useTranslation('admin');
  const archiveCourse = useDesk((state) => state.archiveCourse);
  const [asking, setAsking] = useState<'edit' | 'archive' | null>(null);
  const close = () => setAsking(null);
  return (
    <>
      <header className={styles.head}>
        <div className={styles.title}>
          <h1>{detail.name}</h1>
          <p className={styles.sub}><strong>{detail.code}</strong><span>{detail.teacherName ?? t('courses.noTeacher')}</span><span>{t('members.count', { count: detail.members })}</span></p>
        </div>
        {manages && (
          <div className={styles.acts}>
            <Button icon={Pencil} data-action="edit-course" onClick={() => setAsking('edit')}>{t('course.edit')}</Button>
            {detail.archived
              ? <Button icon={ArchiveRestore} data-action="unarchive-course" onClick={() => void archiveCourse(detail.courseId, false)}>{t('course.unarchive')}</Button>
              : <Button variant="quiet" icon={Archive} data-action="archive-course" onClick={() => setAsking('archive')}>{t('course.archive')}</Button>}
          </div>
        )}
      </header>
      {detail.archived && <Notice tone="wait"><p>{t('course.archivedNote')}</p></Notice>}
      {asking === 'edit' && <CourseDialog course={detail} onClose={close} />}
      {asking === 'archive' && (
        <FormDialog title={t('course.archiveTitle')} submit={t('course.archive')} danger onSubmit={() => archiveCourse(detail.courseId, true)} onClose={close}>
          <p className={form.subject}><strong>{detail.name}</strong><span>{detail.code}</span></p>
          <p className={form.lead}>{t('course.archiveWhat')}</p>
        </FormDialog>
      )}
    </>
  );
}
