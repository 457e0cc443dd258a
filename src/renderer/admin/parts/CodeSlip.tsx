import { Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { IssuedCode } from '../../../shared/contractStaff.ts';
import { formatStaffCode } from '../../../shared/staff.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import styles from './CodeSlip.module.css';
import form from './FormDialog.module.css';
import { ExactTime } from './When.tsx';

/** A colleague's one-time code, this once: to be read out or printed and handed over. */
export function CodeSlip({ issued, onClose }: { issued: IssuedCode; onClose(): void }) {
  const { t } = useTranslation('staff');
  return (
    <Dialog title={t(`code.title.${issued.purpose}`)} onClose={onClose}>
      <div className={form.form}>
        <div data-print className={styles.slip}>
          <p className={form.subject}><strong>{issued.name}</strong><span>{issued.siteName}</span></p>
          <dl className={styles.facts}>
            <div><dt>{t('code.username')}</dt><dd>{issued.username}</dd></div>
            <div><dt>{t('code.code')}</dt><dd className={styles.code} data-code>{formatStaffCode(issued.code)}</dd></div>
            <div><dt>{t('code.until')}</dt><dd><ExactTime atMs={issued.expiresAtMs} /></dd></div>
          </dl>
          <p className={form.lead}>{t('code.how')}</p>
        </div>
        <p className={form.hint}>{t('code.once')}</p>
        <div className={form.buttons}>
          <Button icon={Printer} data-action="print-code" onClick={() => window.print()}>{t('print')}</Button>
          <Button variant="primary" data-focus-first data-action="code-done" onClick={onClose}>{t('code.done')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
