import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { markStatuses, type MarkStatus } from '../../../shared/attendance.ts';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import { Choice } from './Choice.tsx';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';
import styles from './MarkDialogs.module.css';
import { statusIcons, StatusTag } from './StatusTag.tsx';

/** Whose mark is changed, in words that leave no doubt. */
export interface MarkSubject {
  personName: string;
  /** Course, day and time. */
  session: string;
}

/** By hand: another status takes the place of the one that counts, with a reason. */
export function OverrideDialog({ subject, sessionId, personId, current, onClose }: { subject: MarkSubject; sessionId: string; personId: string; current: MarkStatus | null; onClose(): void }) {
  const { t } = useTranslation('admin');
  const overrideMark = useDesk((state) => state.overrideMark);
  const [status, setStatus] = useState<MarkStatus | 'none'>('none');
  const [reason, setReason] = useState('');
  const short = reason.trim().length < 3 ? t('form.reasonShort') : null;
  const same = status === 'none' ? t('mark.chooseStatus') : status === current ? t('mark.sameStatus') : null;
  return (
    <FormDialog title={t('mark.overrideTitle')} submit={t('form.save')} ready={short === null && same === null} onSubmit={async () => (status === 'none' ? null : overrideMark({ sessionId, personId, status, reason: reason.trim() }))} onClose={onClose}>
      {(tried) => (
        <>
          <p className={form.subject}><strong>{subject.personName}</strong><span>{subject.session}</span></p>
          <p className={styles.now}><StatusTag status={current} /></p>
          <div className={form.labelled}>
            <span className={form.label} aria-hidden>{t('mark.statusLabel')}</span>
            <Choice<MarkStatus | 'none'> label={t('mark.statusLabel')} className={styles.choice} options={markStatuses.map((value) => ({ value, label: t(`status.${value}`), icon: statusIcons[value] }))} value={status} onChange={setStatus} />
            {tried && same && <p className={styles.wrong} role="alert">{same}</p>}
          </div>
          <TextField label={t('mark.reason')} name="reason" hint={t('mark.reasonHint')} error={tried ? short : null} maxLength={200} autoComplete="off" value={reason} onChange={(event) => setReason(event.target.value)} />
          {current !== null && <p className={form.hint}>{t('mark.overrideWhat')}</p>}
        </>
      )}
    </FormDialog>
  );
}

/** The mark no longer counts, with a reason. */
export function VoidDialog({ subject, markId, status, onClose }: { subject: MarkSubject; markId: string; status: MarkStatus; onClose(): void }) {
  const { t } = useTranslation('admin');
  const voidMark = useDesk((state) => state.voidMark);
  const [reason, setReason] = useState('');
  const short = reason.trim().length < 3 ? t('form.reasonShort') : null;
  return (
    <FormDialog title={t('mark.voidTitle')} submit={t('mark.void')} keep={t('mark.keep')} danger ready={short === null} onSubmit={() => voidMark({ markId, reason: reason.trim() })} onClose={onClose}>
      {(tried) => (
        <>
          <p className={form.subject}><strong>{subject.personName}</strong><span>{subject.session}</span></p>
          <p className={styles.now}><StatusTag status={status} /></p>
          <p className={form.lead}>{t('mark.voidWhat')}</p>
          <TextField label={t('mark.reason')} name="reason" hint={t('mark.reasonHint')} error={tried ? short : null} maxLength={200} autoComplete="off" value={reason} onChange={(event) => setReason(event.target.value)} />
        </>
      )}
    </FormDialog>
  );
}
