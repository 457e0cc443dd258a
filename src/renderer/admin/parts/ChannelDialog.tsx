import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { channelKinds, type ChannelKind } from '../../../shared/notifications.ts';
import type { ChannelRow, ChannelSetup } from '../../../shared/contractNotifications.ts';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';
import { asSecret, noSecret, SecretField } from './SecretField.tsx';

const fieldsOf: Record<ChannelKind, readonly string[]> = {
  telegram: ['chatId'], slack: [], email: ['host', 'port', 'username', 'from', 'to'], webhook: ['url'], whatsapp: ['url', 'header', 'phone', 'template'],
};
const optional: readonly string[] = ['username'];
const begin: Record<string, string> = { port: '587', header: 'Authorization', template: '{"target": "{phone}", "message": "{text}"}', security: 'starttls', apiUrl: 'https://api.telegram.org' };
const securities = ['starttls', 'tls', 'none'] as const;

/** One channel: what it is, how it is reached, and how one comes by what it asks for. */
export function ChannelDialog({ channel, onClose }: { channel: ChannelRow | null; onClose(): void }) {
  const { t } = useTranslation('notifications');
  const saveChannel = useDesk((state) => state.saveChannel);
  const [kind, setKind] = useState<ChannelKind>(channel?.setup.kind ?? 'telegram');
  const [name, setName] = useState(channel?.name ?? '');
  const [enabled, setEnabled] = useState(channel?.enabled ?? true);
  const [values, setValues] = useState<Record<string, string>>(() => ({ ...begin, ...Object.fromEntries(Object.entries(channel?.setup ?? {}).map(([key, value]) => [key, value === null ? '' : String(value)])) }));
  const [secret, setSecret] = useState(noSecret);
  const value = (field: string): string => (values[field] ?? '').trim();
  const stored = channel?.secretSet === true && channel.setup.kind === kind;
  const secretMissing = (kind === 'telegram' || kind === 'slack') && !stored && secret.text === '';
  const missing = (field: string): string | null => (value(field) === '' && !optional.includes(field) ? t('dialog.required') : null);
  const ready = name.trim() !== '' && !secretMissing && fieldsOf[kind].every((field) => missing(field) === null);

  return (
    <FormDialog title={channel ? t('dialog.edit') : t('dialog.new')} submit={t('dialog.save')} ready={ready} onClose={onClose}
      onSubmit={() => saveChannel({ channelId: channel?.channelId ?? null, name: name.trim(), enabled, setup: setupOf(kind, value), secret: asSecret(secret) })}>
      {(tried) => (
        <>
          <div className={form.pair}>
            <Select label={t('dialog.kind')} name="kind" value={kind} disabled={channel !== null} onChange={(next) => setKind(channelKinds.find((one) => one === next) ?? 'telegram')} options={channelKinds.map((one) => ({ value: one, label: t(`kind.${one}`) }))} />
            <TextField label={t('dialog.name')} name="name" data-focus-first maxLength={80} autoComplete="off" error={tried && name.trim() === '' ? t('dialog.required') : null} value={name} onChange={(event) => setName(event.target.value)} />
          </div>
          <p className={form.hint}>{t(`how.${kind}`)}</p>
          {fieldsOf[kind].map((field) => (
            <TextField key={field} label={t(`field.${field}` as 'field.url')} name={field} maxLength={4_000} autoComplete="off" spellCheck={false} error={tried ? missing(field) : null} value={values[field] ?? ''} onChange={(event) => setValues({ ...values, [field]: event.target.value })} />
          ))}
          {kind === 'email' && <Select label={t('field.security')} name="security" value={value('security')} onChange={(security) => setValues({ ...values, security })} options={securities.map((one) => ({ value: one, label: t(`security.${one}`) }))} />}
          <SecretField label={t(`secret.${kind}`)} name="secret" stored={stored} hint={t('dialog.secretHint')} error={tried && secretMissing ? t('dialog.required') : null} value={secret} onChange={setSecret} />
          <label className={form.check}><input type="checkbox" name="enabled" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} /><span>{t('dialog.enabled')}</span></label>
        </>
      )}
    </FormDialog>
  );
}

function setupOf(kind: ChannelKind, value: (field: string) => string): ChannelSetup {
  switch (kind) {
    case 'telegram': return { kind, chatId: value('chatId'), apiUrl: value('apiUrl') };
    case 'slack': return { kind };
    case 'webhook': return { kind, url: value('url') };
    case 'whatsapp': return { kind, url: value('url'), header: value('header'), phone: value('phone'), template: value('template') };
    case 'email': return {
      kind, host: value('host'), port: Number(value('port')), security: securities.find((one) => one === value('security')) ?? 'starttls', username: value('username') || null, from: value('from'), to: value('to'),
    };
  }
}
