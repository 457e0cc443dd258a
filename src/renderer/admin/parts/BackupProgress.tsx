import { useTranslation } from 'react-i18next';
import type { DestinationRow } from '../../../shared/contractBackups.ts';
import type { BackupsOverview } from '../backupActions.ts';
import styles from './Backups.module.css';

/** The backup under way. */
export function BackupProgress({ running, destinations }: { running: NonNullable<BackupsOverview['running']>; destinations: readonly DestinationRow[] }) {
  const { t } = useTranslation('backup');
  const name = destinations.find(({ destinationId }) => destinationId === running.destinationId)?.name ?? '';
  const label = t(`running.${running.phase}`, { name });
  return (
    <div className={styles.progress} role="status" data-phase={running.phase}>
      <p>{label}</p>
      {/* Only sending over a network is counted. */}
      {running.phase === 'sending' && running.done > 0 ? <progress aria-label={label} max={Math.max(1, running.total)} value={running.done} /> : <progress aria-label={label} />}
    </div>
  );
}
