import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffMember } from '../../../shared/contract.ts';
import { classNames } from '../../ui/classNames.ts';
import { useDesk } from '../desk.ts';
import { mayEnter } from '../nav.ts';
import type { PeopleFilter } from '../peopleActions.ts';
import { CourseSelect } from './CourseSelect.tsx';
import filters from './Filters.module.css';
import styles from './Page.module.css';
import { SavedViews } from './SavedViews.tsx';

const chosen = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');
const choiceOf = (value: string): boolean | null => (value === 'yes' ? true : value === 'no' ? false : null);

/** Which people: by face, PIN and course. Courses are not a cashier's to see. */
export function PeopleTools({ filter, me, onChange }: { filter: PeopleFilter; me: StaffMember; onChange(patch: Partial<PeopleFilter>): void }) {
  const { t } = useTranslation('activity');
  const loadCourseChoice = useDesk((state) => state.loadCourseChoice);
  const courses = mayEnter(me, 'courses');
  useEffect(() => {
    if (courses) void loadCourseChoice();
  }, [courses, loadCourseChoice]);
  return (
    <div className={styles.tools}>
      <select className={classNames(filters.select, filters.narrow)} name="face" aria-label={t('peopleFilter.face')} value={chosen(filter.face)} onChange={(event) => onChange({ face: choiceOf(event.target.value) })}>
        <option value="">{t('peopleFilter.anyFace')}</option>
        <option value="yes">{t('peopleFilter.withFace')}</option>
        <option value="no">{t('peopleFilter.withoutFace')}</option>
      </select>
      <select className={classNames(filters.select, filters.narrow)} name="pin" aria-label={t('peopleFilter.pin')} value={chosen(filter.pin)} onChange={(event) => onChange({ pin: choiceOf(event.target.value) })}>
        <option value="">{t('peopleFilter.anyPin')}</option>
        <option value="yes">{t('peopleFilter.withPin')}</option>
        <option value="no">{t('peopleFilter.withoutPin')}</option>
      </select>
      {courses && <CourseSelect value={filter.courseId} onChange={(courseId) => onChange({ courseId })} />}
      <SavedViews list="people" />
    </div>
  );
}
