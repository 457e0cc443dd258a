import { useTranslation } from 'react-i18next';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useDesk } from '../desk.ts';
import form from './FormDialog.module.css';
import { Notice } from './Notice.tsx';

/** The last look before an import is taken back, with why that may be refused. */
export function ImportUndoDialog() {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const undo = useDesk((state) => state.imports.undo);
  const { undoImport, closeUndoImport } = useDesk((state) => state);
  if (undo.at === 'closed') return null;
  const { run, sending, failure } = undo;
  return (
    <Dialog title={t('imports.undoTitle')} onClose={closeUndoImport}>
      <div className={form.form}>
        <p className={form.subject}><strong>{run.fileName}</strong><span>{t(`imports.kinds.${run.kind}`)} · {t('imports.result', { added: run.added, changed: run.changed, leftOut: run.leftOut })}</span></p>
        {failure ? <Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)}</p></Notice> : <p className={form.lead}>{t('imports.undoWhat')}</p>}
        <div className={form.buttons}>
          <Button variant="quiet" data-focus-first disabled={sending} onClick={closeUndoImport}>{t(failure ? 'form.close' : 'imports.keep')}</Button>
          <Button variant="danger" data-action="submit" busy={sending} onClick={() => void undoImport()}>{t(failure ? 'form.again' : 'imports.undoSubmit')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
