import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CourseRow } from '../../../shared/contractAttendance.ts';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import { FormDialog } from './FormDialog.tsx';

/** As the contract has it, after trimming and capitals. */
const codePattern = /^[A-Z0-9.-]{2,20}$/;
const nameLength = 80;

/** Makes a course, or changes its code, name and teacher. */
export function CourseDialog({ course, onClose, onMade }: { course: CourseRow | null; onClose(): void; onMade?(course: CourseRow): void }) {
  const { t } = useTranslation('admin');
  const saveCourse = useDesk((state) => state.saveCourse);
  const loadStaff = useDesk((state) => state.loadStaff);
  const staff = useDesk((state) => state.staff);
  const [code, setCode] = useState(course?.code ?? '');
  const [name, setName] = useState(course?.name ?? '');
  const [teacherId, setTeacherId] = useState(course?.teacherId ?? '');
  useEffect(() => void loadStaff(), [loadStaff]);

  const folded = code.trim().toUpperCase();
  // Cashiers teach nothing; whoever teaches it now stays on the list, whatever their role.
  const teachers = (staff.value ?? []).filter((one) => one.role !== 'cashier' || one.staffId === course?.teacherId);
  const current = course?.teacherId && course.teacherName !== null && !teachers.some((one) => one.staffId === course.teacherId) ? [{ value: course.teacherId, label: course.teacherName }] : [];
  const codeError = codePattern.test(folded) ? null : t('course.codeBad');
  const nameError = name.trim() ? null : t('form.required');

  async function save() {
    const answer = await saveCourse({ courseId: course?.courseId ?? null, code: folded, name: name.trim(), teacherId: teacherId || null });
    if ('failure' in answer) return answer.failure;
    onMade?.(answer.course);
    return null;
  }

  return (
    <FormDialog title={t(course ? 'course.editTitle' : 'course.newTitle')} submit={t(course ? 'form.save' : 'course.create')} ready={!codeError && !nameError} onSubmit={save} onClose={onClose}>
      {(tried) => (
        <>
          <TextField label={t('course.code')} hint={t('course.codeHint')} error={tried ? codeError : null} name="code" data-focus-first maxLength={20} autoComplete="off" spellCheck={false} value={code} onChange={(event) => setCode(event.target.value.toUpperCase())} />
          <TextField label={t('course.name')} error={tried ? nameError : null} name="name" maxLength={nameLength} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
          <Select label={t('course.teacher')} hint={t('course.teacherHint')} name="teacher" value={teacherId} onChange={setTeacherId} options={[{ value: '', label: t('course.nobody') }, ...current, ...teachers.map((one) => ({ value: one.staffId, label: `${one.name} (${one.username})` }))]} />
        </>
      )}
    </FormDialog>
  );
}
