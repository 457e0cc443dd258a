import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ImportRun } from '../../../shared/contractAttendance.ts';
import { Button } from '../../ui/Button.tsx';
import { useDesk } from '../desk.ts';
import styles from './Imports.module.css';
import { Tick } from './Tick.tsx';

/** Shown only when main has committed: what came in, and the way back. */
export function ImportDone({ run }: { run: ImportRun }) {
  const { t } = useTranslation('admin');
  const { restartImport, askUndoImport } = useDesk((state) => state);
  return (
    <section className={styles.done} role="status">
      <Tick />
      <h2>{t('imports.doneTitle')}</h2>
      <p className={styles.soft}>{run.fileName}</p>
      <dl className={styles.figures}>
        <div><dt>{t('imports.added')}</dt><dd>{run.added}</dd></div>
        <div><dt>{t('imports.changed')}</dt><dd>{run.changed}</dd></div>
        <div><dt>{t('imports.leftOut')}</dt><dd>{run.leftOut}</dd></div>
      </dl>
      <div className={styles.acts}>
        <Button variant="primary" data-action="restart-import" onClick={restartImport}>{t('imports.another')}</Button>
        {run.undoneAtMs === null && <Button icon={Undo2} data-action="undo-import" onClick={() => askUndoImport(run)}>{t('imports.undo')}</Button>}
      </div>
    </section>
  );
}
