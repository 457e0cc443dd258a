import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './ZoneSelect.module.css';

/** Indonesia's three zones first, then every zone this browser knows. */
const indonesia = ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'] as const;
const indonesiaNames: Record<(typeof indonesia)[number], string> = { 'Asia/Jakarta': 'WIB · Jakarta', 'Asia/Makassar': 'WITA · Makassar', 'Asia/Jayapura': 'WIT · Jayapura' };

/** The zone this computer is set to. */
export const machineZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** "UTC+7" as the zone is now. */
function offset(zone: string): string {
  const part = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(Date.now()).find(({ type }) => type === 'timeZoneName');
  return (part?.value ?? '').replace('GMT', 'UTC');
}

export function ZoneSelect({ value, onChange }: { value: string; onChange(zone: string): void }) {
  const { t } = useTranslation('admin');
  const id = useId();
  const others = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', machineZone()]);
  for (const zone of indonesia) others.delete(zone);
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{t('setup.zone')}</label>
      <select id={id} name="zone" value={value} aria-describedby={`${id}-hint`} onChange={(event) => onChange(event.target.value)}>
        <optgroup label={t('setup.zoneCommon')}>
          {indonesia.map((zone) => <option key={zone} value={zone}>{`${indonesiaNames[zone]} (${offset(zone)})`}</option>)}
        </optgroup>
        <optgroup label={t('setup.zoneOther')}>
          {[...others].toSorted().map((zone) => <option key={zone} value={zone}>{zone.replaceAll('_', ' ')}</option>)}
        </optgroup>
      </select>
      <p id={`${id}-hint`}>{t('setup.zoneHint')}</p>
    </div>
  );
}
