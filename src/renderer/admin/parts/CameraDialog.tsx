import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraRow } from '../../../shared/contractAttendance.ts';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';
import { asSecret, noSecret, SecretField } from './SecretField.tsx';

/** "http://10.0.0.7:81/stream": what is wrong with it, or null. */
function wrongAddress(text: string): 'cameras.urlBad' | 'cameras.urlPassword' | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return 'cameras.urlBad';
  return url.username || url.password ? 'cameras.urlPassword' : null;
}

/** As people copy it from the camera's page: in groups, in capitals. */
const plainKey = (text: string): string => text.replaceAll(/[\s:-]/g, '').toLowerCase();

/** A camera in a room: where it is, how it is reached. Passwords that are stored stay where nothing is typed. */
export function CameraDialog({ camera, onClose }: { camera: CameraRow | null; onClose(): void }) {
  const { t } = useTranslation('admin');
  const rooms = useDesk((state) => state.places.rooms.value);
  const saveCamera = useDesk((state) => state.saveCamera);
  const [name, setName] = useState(camera?.name ?? '');
  const [roomId, setRoomId] = useState(camera?.roomId ?? '');
  const [url, setUrl] = useState(camera?.url ?? '');
  const [username, setUsername] = useState(camera?.username ?? '');
  const [password, setPassword] = useState(noSecret);
  const [token, setToken] = useState(noSecret);
  const [secret, setSecret] = useState(noSecret);
  const [enabled, setEnabled] = useState(camera?.enabled ?? true);
  const required = t('form.required');
  const address = wrongAddress(url.trim());
  const key = plainKey(secret.text);
  const wrong = {
    name: name.trim() ? null : required,
    room: roomId ? null : required,
    url: url.trim() ? address && t(address) : required,
    username: username.includes(':') ? t('cameras.usernameBad') : null,
    token: token.text === '' || /^[\x21-\x7e]+$/.test(token.text) ? null : t('cameras.tokenBad'),
    secret: key === '' || /^[0-9a-f]{64}$/.test(key) ? null : t('cameras.secretBad'),
  };
  const save = () => saveCamera({
    cameraId: camera?.cameraId ?? null, name: name.trim(), roomId, url: url.trim(), enabled, username: username.trim() || null,
    password: asSecret(password), token: asSecret(token), secret: asSecret({ ...secret, text: key }),
  });
  return (
    <FormDialog title={t(camera ? 'cameras.editTitle' : 'cameras.addTitle')} submit={t('form.save')} ready={Object.values(wrong).every((error) => error === null)} onSubmit={save} onClose={onClose}>
      {(tried) => (
        <>
          <div className={form.pair}>
            <TextField label={t('cameras.name')} name="name" data-focus-first hint={t('cameras.nameHint')} error={tried ? wrong.name : null} maxLength={80} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
            <Select label={t('cameras.room')} name="room" hint={t('cameras.roomHint')} error={rooms?.length === 0 ? t('cameras.noRooms') : tried ? wrong.room : null} value={roomId} onChange={setRoomId} options={[...(roomId ? [] : [{ value: '', label: t('slots.chooseRoom') }]), ...(rooms ?? []).map((room) => ({ value: room.roomId, label: room.name }))]} />
          </div>
          <TextField type="url" label={t('cameras.url')} name="url" hint={t('cameras.urlHint')} error={tried ? wrong.url : null} maxLength={300} autoComplete="off" spellCheck={false} value={url} onChange={(event) => setUrl(event.target.value)} />
          <div className={form.pair}>
            <TextField label={t('cameras.username')} name="username" hint={t('cameras.optional')} error={wrong.username} maxLength={80} autoComplete="off" spellCheck={false} value={username} onChange={(event) => setUsername(event.target.value)} />
            <SecretField label={t('cameras.password')} name="password" stored={camera?.hasPassword ?? false} hint={t('cameras.optional')} error={null} value={password} onChange={setPassword} />
          </div>
          <div className={form.pair}>
            <SecretField label={t('cameras.token')} name="token" stored={camera?.hasToken ?? false} hint={t('cameras.optional')} error={wrong.token} value={token} onChange={setToken} />
            <SecretField label={t('cameras.secret')} name="secret" stored={camera?.hasSecret ?? false} hint={t('cameras.optional')} error={tried ? wrong.secret : null} value={secret} onChange={setSecret} />
          </div>
          <p className={form.hint}>{t('cameras.secretHint')}</p>
          <label className={form.check}>
            <input type="checkbox" name="enabled" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} />
            <span>{t('cameras.enabled')}<small>{t('cameras.enabledHint')}</small></span>
          </label>
        </>
      )}
    </FormDialog>
  );
}
