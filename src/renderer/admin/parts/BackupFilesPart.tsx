import { Archive, CircleAlert, CircleCheck, CircleHelp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { StaffMember } from '../../../shared/contract.ts';
import type { BackupRow, DestinationRow } from '../../../shared/contractBackups.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useDesk } from '../desk.ts';
import styles from './Backups.module.css';
import { Blank } from './Blank.tsx';
import { LoadState } from './LoadState.tsx';
import page from './Page.module.css';
import { Tag } from './Tag.tsx';
import { ExactTime, When } from './When.tsx';

const verdicts = {
  ok: { tone: 'done', icon: CircleCheck }, unknown: { tone: 'calm', icon: CircleHelp }, changed: { tone: 'refused', icon: CircleAlert }, missing: { tone: 'refused', icon: CircleAlert },
} as const;

/** What lies at a destination, newest first. */
export function BackupFilesPart({ destinations, me, onRestore }: { destinations: readonly DestinationRow[]; me: StaffMember; onRestore(backup: BackupRow): void }) {
  const { t } = useTranslation('backup');
  const language = useLanguage();
  const files = useDesk((state) => state.backupFiles);
  const loadBackupFiles = useDesk((state) => state.loadBackupFiles);
  const shown = files.value?.destinationId ?? destinations[0]?.destinationId ?? '';
  return (
    <section className={styles.part} aria-labelledby="backups">
      <div className={styles.tools}>
        <h2 id="backups">{t('files.title')}</h2>
        {destinations.length > 1 && <Select label={t('files.at')} name="destination" value={shown} onChange={(destinationId) => void loadBackupFiles(destinationId)} options={destinations.map(({ destinationId, name }) => ({ value: destinationId, label: name }))} />}
      </div>
      <LoadState loaded={files} onAgain={() => void loadBackupFiles(shown)}>
        {({ rows }) => (rows.length === 0 ? <Blank icon={Archive} title={t('files.emptyTitle')}><p>{t('files.emptyText')}</p></Blank> : (
          <SimpleTable<BackupRow> label={t('files.title')} className={page.short} rows={rows} idOf={({ name }) => name} columns={[
            { id: 'when', header: t('files.when'), cell: (row) => <span className={styles.lines}><span className={page.name}><ExactTime atMs={row.atMs} /></span><When atMs={row.atMs} /></span> },
            { id: 'size', header: t('files.size'), width: '8rem', align: 'end', cell: (row) => sizeText(row.bytes, language) },
            { id: 'verdict', header: t('files.verdict'), width: '20rem', cell: (row) => (
              <span className={`${styles.buttons} ${styles.start}`} data-verdict={row.verdict}>
                <Tag tone={verdicts[row.verdict].tone} icon={verdicts[row.verdict].icon}>{t(`files.${row.verdict}`)}</Tag>
                {!row.own && <Tag>{t('files.other')}</Tag>}
              </span>
            ) },
            { id: 'do', header: t('files.actions'), width: '9rem', cell: (row) => me.role === 'owner' && row.verdict !== 'missing' && <Button data-action="restore" onClick={() => onRestore(row)}>{t('files.restore')}</Button> },
          ]} />
        ))}
      </LoadState>
    </section>
  );
}

/** "1,4 MB", by thousands. */
function sizeText(bytes: number, language: 'id' | 'en'): string {
  const [unit, size] = bytes < 1e6 ? ['kilobyte', bytes / 1e3] as const : bytes < 1e9 ? ['megabyte', bytes / 1e6] as const : ['gigabyte', bytes / 1e9] as const;
  return new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB', { style: 'unit', unit, maximumFractionDigits: 1 }).format(size);
}
