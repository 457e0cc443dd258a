import { useTranslation } from 'react-i18next';
import { useDesk } from '../desk.ts';
import styles from './Filters.module.css';

/** Every course one may see, or one of them; the label is for assistive technology, the first choice says it to the eye. */
export function CourseSelect({ value, onChange }: { value: string | null; onChange(courseId: string | null): void }) {
  const { t } = useTranslation('admin');
  const courses = useDesk((state) => state.places.courses.value);
  return (
    <select className={styles.select} name="course" aria-label={t('history.course')} value={value ?? ''} onChange={(event) => onChange(event.target.value || null)}>
      <option value="">{t('history.everyCourse')}</option>
      {courses?.map((course) => <option key={course.courseId} value={course.courseId}>{`${course.code} · ${course.name}`}</option>)}
    </select>
  );
}
