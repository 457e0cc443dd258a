import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DestinationRow, DestinationSetup } from '../../../shared/contractBackups.ts';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';
import { PasswordField } from './PasswordField.tsx';

type Kind = DestinationSetup['kind'];
const kinds: readonly Kind[] = ['folder', 's3'];
const begin = { path: '', endpoint: '', region: 'us-east-1', bucket: '', prefix: '', accessKeyId: '' };
type Field = keyof typeof begin;

/** One place where backups go. */
export function DestinationDialog({ destination, onClose }: { destination: DestinationRow | null; onClose(): void }) {
  const { t } = useTranslation('backup');
  const saveDestination = useDesk((state) => state.saveDestination);
  const [kind, setKind] = useState<Kind>(destination?.setup.kind ?? 'folder');
  const [name, setName] = useState(destination?.name ?? '');
  const [enabled, setEnabled] = useState(destination?.enabled ?? true);
  const [values, setValues] = useState<Record<Field, string>>(() => ({ ...begin, ...Object.fromEntries(Object.entries(destination?.setup ?? {}).map(([key, value]) => [key, value ?? ''])) }));
  const [secret, setSecret] = useState('');
  const value = (field: Field): string => values[field].trim();
  const needed: readonly Field[] = kind === 'folder' ? ['path'] : ['region', 'bucket', 'accessKeyId'];
  const secretMissing = kind === 's3' && secret === '' && destination?.secretSet !== true;
  const missing = (tried: boolean, empty: boolean): string | null => (tried && empty ? t('dialog.required') : null);
  const ready = name.trim() !== '' && !secretMissing && needed.every((field) => value(field) !== '');
  const text = (field: Field, tried: boolean, label: string, hint?: string) => (
    <TextField label={label} hint={hint} name={field} maxLength={1_000} autoComplete="off" spellCheck={false} error={missing(tried, needed.includes(field) && value(field) === '')} value={values[field]} onChange={(event) => setValues({ ...values, [field]: event.target.value })} />
  );

  return (
    <FormDialog title={destination ? t('dialog.edit') : t('dialog.new')} submit={t('dialog.save')} ready={ready} onClose={onClose}
      onSubmit={() => saveDestination({ destinationId: destination?.destinationId ?? null, name: name.trim(), enabled, setup: setupOf(kind, value), ...(kind === 's3' && secret !== '' && { secret }) })}>
      {(tried) => (
        <>
          <div className={form.pair}>
            <Select label={t('dialog.kind')} name="kind" value={kind} disabled={destination !== null} onChange={(next) => setKind(kinds.find((one) => one === next) ?? 'folder')} options={kinds.map((one) => ({ value: one, label: t(`destinations.kind.${one}`) }))} />
            <TextField label={t('dialog.name')} name="name" data-focus-first maxLength={80} autoComplete="off" error={missing(tried, name.trim() === '')} value={name} onChange={(event) => setName(event.target.value)} />
          </div>
          {kind === 'folder' ? text('path', tried, t('dialog.path'), t('dialog.pathHint')) : (
            <>
              {text('endpoint', tried, t('dialog.endpoint'), t('dialog.endpointHint'))}
              <div className={form.pair}>
                {text('bucket', tried, t('dialog.bucket'))}
                {text('region', tried, t('dialog.region'))}
              </div>
              {text('prefix', tried, t('dialog.prefix'), t('dialog.prefixHint'))}
              {text('accessKeyId', tried, t('dialog.accessKeyId'))}
              <PasswordField label={t('dialog.secret')} name="secret" autoComplete="off" hint={destination?.secretSet ? t('dialog.secretKept') : t('dialog.secretHint')} error={missing(tried, secretMissing) ?? undefined} value={secret} onChange={(event) => setSecret(event.target.value)} />
              <p className={form.hint}>{t('dialog.versions')}</p>
            </>
          )}
          <label className={form.check}><input type="checkbox" name="enabled" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} /><span>{t('dialog.enabled')}</span></label>
        </>
      )}
    </FormDialog>
  );
}

function setupOf(kind: Kind, value: (field: Field) => string): DestinationSetup {
  if (kind === 'folder') return { kind, path: value('path') };
  return { kind, endpoint: value('endpoint') || null, region: value('region'), bucket: value('bucket'), prefix: value('prefix'), accessKeyId: value('accessKeyId') };
}
