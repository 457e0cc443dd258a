import { ArrowLeft, CircleAlert, CircleCheck, CircleEqual, CirclePlus, FileCheck, PencilLine, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { importVerdicts, type ImportVerdict } from '../../../shared/attendance.ts';
import type { ImportPreview } from '../../../shared/contractAttendance.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useDesk } from '../desk.ts';
import type { ImportFlow } from '../importActions.ts';
import { clockTime } from '../when.ts';
import { Blank } from './Blank.tsx';
import { Choice } from './Choice.tsx';
import styles from './Imports.module.css';
import { Notice } from './Notice.tsx';
import { Tag } from './Tag.tsx';

type Row = ImportPreview['rows'][number];

const verdictIcons: Record<ImportVerdict, LucideIcon> = { new: CirclePlus, change: PencilLine, same: CircleEqual, bad: CircleAlert };
const verdictTones = { new: 'done', change: 'wait', same: 'calm', bad: 'refused' } as const;
/** A table of thousands of rows would take long to draw; more come when asked for. */
const rowsAtOnce = 200;

/** What each row of the file would do; nothing is changed until it is confirmed. */
export function ImportPreviewPart({ flow }: { flow: Extract<ImportFlow, { at: 'preview' }> }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const { showImportRows, commitImport, restartImport } = useDesk((state) => state);
  const { preview, only, sending, failure } = flow;
  const { counts } = preview;
  const doing = counts.new + counts.change;
  const total = doing + counts.same + counts.bad;
  const digits = new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB');
  const shownOptions = [{ value: 'all' as const, label: `${t('imports.all')} ${digits.format(total)}` }, ...importVerdicts.filter((verdict) => counts[verdict] > 0).map((value) => ({ value, label: `${t(`imports.verdict.${value}`)} ${digits.format(counts[value])}`, icon: verdictIcons[value] }))];
  return (
    <section className={styles.preview} aria-label={t('imports.previewTitle')}>
      <header className={styles.head}>
        <div>
          <h2>{t('imports.previewTitle')}: {t(`imports.kinds.${preview.kind}`)}</h2>
          <p className={styles.soft}>{preview.fileName} · {t('imports.unchanged')} {t('imports.expired', { time: clockTime(preview.expiresAtMs, zone) })}</p>
        </div>
        <div className={styles.acts}>
          <Button icon={ArrowLeft} data-action="restart-import" disabled={sending} onClick={restartImport}>{t('imports.another')}</Button>
          {doing > 0 && <Button variant="primary" icon={FileCheck} data-action="commit-import" busy={sending} onClick={() => void commitImport()}>{sending ? t('imports.sending') : t('imports.confirm', { count: doing })}</Button>}
        </div>
      </header>
      {failure && <Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)}</p></Notice>}
      {!failure && counts.bad > 0 && <Notice tone="wait"><p>{doing > 0 ? t('imports.leftOut', { count: counts.bad }) : t('imports.nothing')}</p></Notice>}
      {counts.bad === 0 && doing === 0
        ? <Blank icon={CircleCheck} title={t('imports.nothing')}><p>{t('imports.allSame')}</p></Blank>
        : (
          <>
            <Choice label={t('imports.show')} className={styles.filter} options={shownOptions} value={only ?? 'all'} onChange={(value) => showImportRows(value === 'all' ? null : value)} />
            <Rows key={only} rows={only === null ? preview.rows : preview.rows.filter((row) => row.verdict === only)} total={only === null ? total : counts[only]} />
          </>
        )}
    </section>
  );
}

function Rows({ rows, total }: { rows: readonly Row[]; total: number }) {
  const { t } = useTranslation('admin');
  const [count, setCount] = useState(rowsAtOnce);
  const shown = rows.slice(0, count);
  return (
    <SimpleTable<Row>
      label={t('imports.show')}
      rows={shown}
      idOf={(row) => row.row}
      columns={[
        { id: 'row', header: t('imports.col.row'), width: '5rem', align: 'end', cell: (row) => <span className={styles.soft}>{row.row}</span> },
        { id: 'verdict', header: t('imports.col.verdict'), width: '9rem', cell: (row) => <Tag tone={verdictTones[row.verdict]} icon={verdictIcons[row.verdict]}>{t(`imports.verdict.${row.verdict}`)}</Tag> },
        { id: 'text', header: t('imports.col.text'), cell: (row) => row.text },
        { id: 'problems', header: t('imports.col.problems'), cell: (row) => <Problems row={row} /> },
      ]}
      foot={(
        <>
          <span>{t('imports.truncated', { shown: shown.length, total })}</span>
          {rows.length > count && <Button variant="quiet" onClick={() => setCount(count + rowsAtOnce)}>{t('list.more')}</Button>}
        </>
      )}
    />
  );
}

function Problems({ row }: { row: Row }) {
  const { t } = useTranslation('admin');
  if (row.problems.length === 0) return null;
  return (
    <ul className={styles.problems}>
      {row.problems.map(({ column, problem, value }) => (
        <li key={`${column} ${problem}`}><strong>{column}</strong>{value && <code title={value}>{value}</code>} {t(`imports.problem.${problem}`)}</li>
      ))}
    </ul>
  );
}
