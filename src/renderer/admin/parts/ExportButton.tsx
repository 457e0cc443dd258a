import { Download, FileSpreadsheet, FileText, Sheet, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { exportFormats, type ExportFilters, type ExportFormat, type ExportList } from '../../../shared/contractExports.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useDesk } from '../desk.ts';
import styles from './ExportButton.module.css';
import { Notice } from './Notice.tsx';

const icons: Record<ExportFormat, LucideIcon> = { xlsx: FileSpreadsheet, csv: Sheet, pdf: FileText };
/** Most people want to open it in a spreadsheet. */
const order: readonly ExportFormat[] = exportFormats.toSorted((a, b) => Number(b === 'xlsx') - Number(a === 'xlsx'));

/** Makes a file of the list beside it: the same rows, by the same filters. */
export function ExportButton({ list, filters, disabled = false }: { list: ExportList; filters(): ExportFilters; disabled?: boolean }) {
  const { t } = useTranslation('exports');
  const askExport = useDesk((state) => state.askExport);
  const open = useDesk(({ exporting }) => exporting.at !== 'closed');
  return (
    <>
      <Button icon={Download} data-action="export" disabled={disabled} onClick={() => askExport(list, filters())}>{t('export')}</Button>
      {open && <ExportDialog />}
    </>
  );
}

function ExportDialog() {
  const { t } = useTranslation('exports');
  const language = useLanguage();
  const exporting = useDesk((state) => state.exporting);
  const { startExport, closeExport } = useDesk((state) => state);
  const whole = new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB');
  return (
    <Dialog title={t('title')} onClose={closeExport}>
      {exporting.at === 'choosing' && (
        <>
          <p className={styles.lead}>{t('lead')}</p>
          <div className={styles.formats}>
            {order.map((format) => (
              <button key={format} type="button" className={styles.format} data-action={format} disabled={exporting.starting} onClick={() => void startExport(format)}>
                <Icon icon={icons[format]} size="1.5em" />
                <span><strong>{t(`formats.${format}`)}</strong><span>{t(`what.${format}`)}</span></span>
              </button>
            ))}
          </div>
          {exporting.failure && <Notice tone="refused"><p>{refusalText(language, exporting.failure.code, exporting.failure.data)}</p></Notice>}
        </>
      )}
      {exporting.at === 'writing' && (
        <div className={styles.progress}>
          <p role="status">{t('writing', { count: exporting.total, rows: whole.format(exporting.rows), total: whole.format(exporting.total) })}</p>
          <progress aria-label={t('title')} max={Math.max(1, exporting.total)} value={exporting.rows} />
        </div>
      )}
      {exporting.at === 'done' && <p role="status" className={styles.lead}>{t('done', { count: exporting.rows, rows: whole.format(exporting.rows), fileName: exporting.fileName })}</p>}
      <div className={styles.buttons}><Button variant={exporting.at === 'done' ? 'primary' : 'quiet'} data-action="close-export" onClick={closeExport}>{t(exporting.at === 'done' ? 'close' : 'cancel')}</Button></div>
    </Dialog>
  );
}
