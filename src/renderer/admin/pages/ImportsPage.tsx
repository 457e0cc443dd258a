import { BookOpen, Download, FileSpreadsheet, UserPlus, Users } from 'lucide-react';
import { useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { importKinds, type ImportKind } from '../../../shared/attendance.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useDesk } from '../desk.ts';
import { maxImportBytes, type ImportFlow } from '../importActions.ts';
import { importTemplates, templateCsv } from '../importTemplates.ts';
import { Choice } from '../parts/Choice.tsx';
import { ImportDone } from '../parts/ImportDone.tsx';
import { ImportHistory } from '../parts/ImportHistory.tsx';
import { ImportPreviewPart } from '../parts/ImportPreviewPart.tsx';
import { ImportUndoDialog } from '../parts/ImportUndoDialog.tsx';
import { Notice } from '../parts/Notice.tsx';
import page from '../parts/Page.module.css';
import styles from './ImportsPage.module.css';

const kindIcons = { people: Users, courses: BookOpen, memberships: UserPlus } as const;

/** A file on its way in, and what came in before. */
export function ImportsPage() {
  const { t } = useTranslation('admin');
  const flow = useDesk((state) => state.imports.flow);
  return (
    <div className={classNames(page.list, page.whole)}>
      <header className={styles.head}>
        <h1>{t('imports.title')}</h1>
        <p>{t('imports.lead')}</p>
      </header>
      {flow.at === 'preview' ? <ImportPreviewPart flow={flow} /> : (
        <div className={styles.columns}>
          {flow.at === 'choose' ? <Choose flow={flow} /> : <ImportDone run={flow.run} />}
          <ImportHistory />
        </div>
      )}
      <ImportUndoDialog />
    </div>
  );
}

function Choose({ flow }: { flow: Extract<ImportFlow, { at: 'choose' }> }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const chooseKind = useDesk((state) => state.chooseImportKind);
  const columns = importTemplates[flow.kind].columns[language];
  return (
    <section className={styles.choose} aria-label={t('imports.kind')}>
      <Choice<ImportKind> label={t('imports.kind')} options={importKinds.map((value) => ({ value, label: t(`imports.kinds.${value}`), icon: kindIcons[value] }))} value={flow.kind} onChange={chooseKind} />
      <p>{t(`imports.about.${flow.kind}`)}</p>
      <div className={styles.columnsBox}>
        <span className={styles.label}>{t('imports.columns')}</span>
        <ul>{columns.map(({ name, optional }) => <li key={name}><code>{name}</code>{optional && <small>{t('imports.optional')}</small>}</li>)}</ul>
        <Button variant="quiet" icon={Download} data-action="template" onClick={() => download(`${t(`imports.kinds.${flow.kind}`).toLowerCase().replaceAll(' ', '-')}.csv`, templateCsv(flow.kind, language))}>{t('imports.template')}</Button>
      </div>
      {flow.failure && <Notice tone="refused"><p>{refusalText(language, flow.failure.code, flow.failure.data)}</p></Notice>}
      <DropZone reading={flow.reading} />
    </section>
  );
}

function download(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: fileName });
  link.click();
  // The browser has taken hold of it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

function DropZone({ reading }: { reading: string | null }) {
  const { t } = useTranslation('admin');
  const { previewImport, refuseImport } = useDesk((state) => state);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  async function take(file: File | undefined): Promise<void> {
    if (!file) return;
    // Hundreds of megabytes are not taken into memory only to be refused.
    if (file.size > maxImportBytes) return refuseImport();
    await previewImport(file.name, new Uint8Array(await file.arrayBuffer()));
  }
  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  }

  return (
    <div className={classNames(styles.drop, over && styles.over)} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <Icon icon={FileSpreadsheet} size="2.5rem" />
      {reading === null
        ? <p><strong>{t('imports.drop')}</strong> {t('imports.or')}</p>
        : <p role="status">{t('imports.reading', { file: reading })}</p>}
      <Button variant="primary" busy={reading !== null} data-action="choose-file" onClick={() => input.current?.click()}>{t('imports.pick')}</Button>
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        className="visually-hidden"
        aria-label={t('imports.pick')}
        tabIndex={-1}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          // The same file, put right, can be chosen again.
          event.target.value = '';
        }}
      />
      <small>{t('imports.limits')}</small>
    </div>
  );
}
