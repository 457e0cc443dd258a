import { FileUp, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { useDesk } from '../desk.ts';
import { exactTime } from '../when.ts';
import { Blank } from './Blank.tsx';
import styles from './Imports.module.css';
import { ExportButton } from './ExportButton.tsx';
import { LoadState } from './LoadState.tsx';
import page from './Page.module.css';
import { When } from './When.tsx';

/** What came in before, newest first, each with its way back. */
export function ImportHistory() {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const runs = useDesk((state) => state.imports.runs);
  const { loadImports, askUndoImport } = useDesk((state) => state);
  return (
    <section className={styles.history} aria-labelledby="imports-history">
      <div className={page.tools}>
        <h2 id="imports-history">{t('imports.history')}</h2>
        {runs.value !== null && runs.value.length > 0 && <span className={page.end}><ExportButton list="imports" filters={() => ({})} /></span>}
      </div>
      <LoadState loaded={runs} onAgain={() => void loadImports()}>
        {(rows) => (rows.length === 0
          ? <Blank icon={FileUp} title={t('imports.noHistory')} />
          : (
            <ul className={styles.runs}>
              {rows.map((run) => (
                <li key={run.importId} className={styles.run} data-run={run.importId}>
                  <div>
                    <strong title={run.fileName}>{run.fileName}</strong>
                    <span>{t(`imports.kinds.${run.kind}`)} · {t('imports.result', { added: run.added, changed: run.changed, leftOut: run.leftOut })}</span>
                    <span className={styles.soft}><When atMs={run.atMs} /> {t('imports.by', { who: run.staffName })}</span>
                    {run.undoneAtMs !== null && <span>{t('imports.undone', { when: exactTime(run.undoneAtMs, language, zone), who: run.undoneBy ?? '' })}</span>}
                  </div>
                  {run.undoneAtMs === null && <Button variant="quiet" icon={Undo2} data-action="undo-import" onClick={() => askUndoImport(run)}>{t('imports.undo')}</Button>}
                </li>
              ))}
            </ul>
          ))}
      </LoadState>
    </section>
  );
}
